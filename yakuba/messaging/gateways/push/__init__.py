"""Web Push: messages to browsers through the push services of their makers (RFC 8030, 8188, 8291, 8292; ADR 0022).

The arithmetic is that of the package `cryptography`; the stand-in, an independent package and the examples of the
RFCs judge how it is put together here.
"""
