"""A stand-in for the push services of browsers, and for the browsers behind them (RFC 8030, 8188, 8291, 8292)."""
