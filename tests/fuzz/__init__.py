"""Random manuscripts and lines without end, until the time is over: `make fuzz`."""
