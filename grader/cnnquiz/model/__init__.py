"""The values that the whole program shares: frozen, validated when made, free of I/O."""
