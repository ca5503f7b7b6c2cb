"""Private-5G planning: where to put antennas, and what each device will get.

Physics (``propagation``, ``diffraction``, ``penetration``, ``antennas``, ``nr``) knows no site; a place is read by ``sites``
and drawn on a grid by ``raster``; ``coverage`` joins the two; ``planning`` chooses antennas and says what each zone gets,
beside the other ways to connect the same devices.
"""
