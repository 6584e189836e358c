"""`make bench`: speed, memory and noise on fixed packages, against other tools where they are installed."""
