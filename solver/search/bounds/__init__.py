"""What no plan can be cheaper than, each bound with its argument."""
