"""Control of the peaks of a site over a link, minute by minute, and which reserves the link lets it sell."""
