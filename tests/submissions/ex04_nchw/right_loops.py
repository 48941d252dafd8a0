"""Copies every number by itself."""

import numpy as np


def image_to_tensor(image):
    if image.dtype != np.dtype("uint8"):
        raise ValueError("the image must be uint8")
    if len(image.shape) == 2:
        height, width = image.shape
        tensor = np.zeros((1, height, width), dtype="float32")
        for row in range(height):
            for col in range(width):
                tensor[0, row, col] = int(image[row, col]) / 255
        return tensor
    if len(image.shape) != 3 or image.shape[2] != 3:
        raise ValueError("the image must be (H, W) or (H, W, 3)")
    height, width, channels = image.shape
    tensor = np.zeros((channels, height, width), dtype="float32")
    for channel in range(channels):
        for row in range(height):
            for col in range(width):
                tensor[channel, row, col] = int(image[row, col, channel]) / 255
    return tensor


def make_batch(images):
    if len(images) == 0:
        raise ValueError("images must not be empty")
    first = images[0]
    tensors = []
    for image in images:
        if image.shape != first.shape:
            raise ValueError("all images must be alike")
        tensors.append(image_to_tensor(image))
    batch = np.zeros((len(images), *tensors[0].shape))  # float64 is a float too
    for index in range(len(images)):
        batch[index] = tensors[index]
    return batch


def nhwc_to_nchw(batch):
    if len(batch.shape) != 4:
        raise ValueError("batch must have four axes")
    images, height, width, channels = batch.shape
    result = np.zeros((images, channels, height, width), dtype=batch.dtype)
    for n in range(images):
        for c in range(channels):
            for h in range(height):
                for w in range(width):
                    result[n, c, h, w] = batch[n, h, w, c]
    return result


def nchw_to_nhwc(batch):
    if len(batch.shape) != 4:
        raise ValueError("batch must have four axes")
    images, channels, height, width = batch.shape
    result = np.zeros((images, height, width, channels), dtype=batch.dtype)
    for n in range(images):
        for c in range(channels):
            for h in range(height):
                for w in range(width):
                    result[n, h, w, c] = batch[n, c, h, w]
    return result


def describe_batch(shape):
    if len(shape) != 4:
        raise ValueError("shape must have four entries")
    description = {}
    description["width"] = shape[3]
    description["height"] = shape[2]
    description["channels"] = shape[1]
    description["batch_size"] = shape[0]
    return description
