"""What every room leans on: audit, grants, notifications, attachments, notes, jobs, search, the site's own settings."""

from campus5g.portal.base.models.audit import AuditEvent, AuditHead
from campus5g.portal.base.models.site import SiteSettings
from campus5g.portal.base.models.subject import Attachment, Grant, Note, Notification, SearchEntry
from campus5g.portal.base.models.work import Job, JobStep

__all__ = [
    "Attachment",
    "AuditEvent",
    "AuditHead",
    "Grant",
    "Job",
    "JobStep",
    "Note",
    "Notification",
    "SearchEntry",
    "SiteSettings",
]
