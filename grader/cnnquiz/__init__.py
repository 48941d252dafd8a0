"""A course on convolutional networks that grades itself."""
