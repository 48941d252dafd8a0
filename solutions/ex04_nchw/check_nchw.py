# cnnquiz-instructor: never for students
"""Hidden checks of ex04."""

import numpy as np

from cnnquiz.judge.author import points

DTYPES = ("uint8", "int64", "float32", "float64")


def draw(rng, *shape, high=255):
    """Return a random uint8 image or batch of images with entries from 0 to `high`."""
    return rng.integers(0, high + 1, size=shape, dtype=np.uint8)


def sizes(rng, count, low=2, high=8):
    """Return `count` different sizes, so that a mixed-up axis shows."""
    return [int(size) for size in rng.permutation(np.arange(low, high + 1))[:count]]


# --- image_to_tensor ----------------------------------------------------------------------------


@points(1)
def check_a_grey_image_has_one_channel(agree, rng):
    """A grey image becomes (1, H, W), scaled to [0, 1]."""
    for _ in range(3):
        agree("image_to_tensor", draw(rng, *sizes(rng, 2)))
    agree("image_to_tensor", draw(rng, 1, 1))
    agree("image_to_tensor", draw(rng, 28, 20, high=100))
    for shape in [(5, 3), (3, 3), (3, 6)]:
        agree("image_to_tensor", draw(rng, *shape))


@points(1)
def check_a_colour_image_has_its_channels_in_front(agree, rng):
    """A colour image becomes (3, H, W): every channel a plane of its own, red first."""
    for _ in range(3):
        agree("image_to_tensor", draw(rng, *sizes(rng, 2), 3))
    agree("image_to_tensor", draw(rng, 1, 1, 3, high=90))
    for height, width in [(3, 5), (5, 3), (3, 3)]:
        agree("image_to_tensor", draw(rng, height, width, 3))
    # Views: a cut-out that is mirrored, and an image whose memory holds the columns first.
    agree("image_to_tensor", draw(rng, 9, 12, 3)[1::2, ::-1])
    agree("image_to_tensor", draw(rng, 7, 4, 3).transpose(1, 0, 2))


@points(0.5)
def check_tensors_are_float32(agree, rng):
    """The tensor's dtype is exactly float32, whatever the image looks like."""
    exactly = agree.using(exact_dtype=True)
    for image in (draw(rng, 4, 5), draw(rng, 4, 5, 3), draw(rng, 6, 4)[::2].T):
        exactly("image_to_tensor", image)
    exactly("image_to_tensor", np.full((2, 3), 255, dtype=np.uint8))
    exactly("image_to_tensor", np.zeros((2, 3, 3), dtype=np.uint8))


@points(0.25)
def check_other_dtypes_are_errors(agree, rng):
    """An image of any other dtype than uint8 is a ValueError."""
    for dtype in ("float32", "float64", "int64", "int8", "uint16", "bool"):
        agree.raises(ValueError, "image_to_tensor", draw(rng, 4, 5, high=1).astype(dtype))
    agree.raises(ValueError, "image_to_tensor", draw(rng, 4, 5, 3) / 255)


@points(0.5)
def check_other_shapes_are_errors(agree, rng):
    """An image that is neither (H, W) nor (H, W, 3) is a ValueError, (H, W, 1) included."""
    for shape in [(4, 5, 1), (4, 5, 2), (4, 5, 4), (3, 4, 5), (1, 4, 5), (6,), (2, 4, 5, 3)]:
        agree.raises(ValueError, "image_to_tensor", draw(rng, *shape))


# --- make_batch ---------------------------------------------------------------------------------


@points(1)
def check_a_batch_stacks_its_images(agree, rng):
    """A batch holds its images in order, (N, C, H, W), each scaled to [0, 1]."""
    # Colour first: grey alone cannot tell a lost channel axis from images joined along it.
    for channels in ((3,), ()):
        height, width = sizes(rng, 2)
        for count in (2, 3, 5):
            agree("make_batch", [draw(rng, height, width, *channels) for _ in range(count)])
        agree("make_batch", [draw(rng, height, width, *channels, high=80) for _ in range(2)])
    wide = draw(rng, 8, 12, 3)
    agree("make_batch", [wide[:, :6], wide[:, 6:], wide[::-1, ::2]])


@points(0.5)
def check_a_batch_of_one_is_a_batch(agree, rng):
    """One image makes a batch with N = 1."""
    height, width = sizes(rng, 2)
    agree("make_batch", [draw(rng, height, width, 3)])
    agree("make_batch", [draw(rng, height, width)])
    agree("make_batch", [draw(rng, 1, 1)])


@points(0.75)
def check_images_that_make_no_batch_are_errors(agree, rng):
    """No images, mixed sizes, grey beside colour, or an image that is none: a ValueError."""
    agree.raises(ValueError, "make_batch", [])
    agree.raises(ValueError, "make_batch", [draw(rng, 4, 5), draw(rng, 5, 4)])
    agree.raises(ValueError, "make_batch", [draw(rng, 4, 5), draw(rng, 4, 5), draw(rng, 4, 6)])
    agree.raises(ValueError, "make_batch", [draw(rng, 4, 5, 3), draw(rng, 1, 1, 3)])
    agree.raises(ValueError, "make_batch", [draw(rng, 4, 5), draw(rng, 4, 5, 3)])
    agree.raises(ValueError, "make_batch", [draw(rng, 4, 5, 3), draw(rng, 4, 5)])
    agree.raises(ValueError, "make_batch", [draw(rng, 4, 5), draw(rng, 4, 5) / 255])
    agree.raises(ValueError, "make_batch", [draw(rng, 4, 5, 1)])
    agree.raises(ValueError, "make_batch", [draw(rng, 4, 5, 4), draw(rng, 4, 5, 4)])
    # The last one is looked at like the first.
    good = [draw(rng, 4, 5) for _ in range(3)]
    agree.raises(ValueError, "make_batch", [*good, draw(rng, 4, 5, high=1).astype(bool)])


# --- nhwc_to_nchw and nchw_to_nhwc --------------------------------------------------------------


@points(1.25)
def check_channels_move_to_the_second_axis(agree, rng):
    """From NHWC to NCHW every number keeps its image, channel, row and column, and its dtype."""
    exactly = agree.using(exact_dtype=True)
    for dtype in DTYPES:
        exactly("nhwc_to_nchw", draw(rng, *sizes(rng, 4)).astype(dtype))
    exactly("nhwc_to_nchw", rng.normal(size=(1, 4, 6, 3)))
    exactly("nhwc_to_nchw", draw(rng, 2, 3, 5, 1))
    exactly("nhwc_to_nchw", rng.normal(size=(2, 6, 5, 4))[:, ::2, ::-1])
    exactly("nhwc_to_nchw", rng.normal(size=(3, 2, 5, 4)).transpose(1, 0, 3, 2))


@points(0.25)
def check_nhwc_to_nchw_takes_four_axes(agree, rng):
    """What nhwc_to_nchw receives has four axes; anything else is a ValueError."""
    for shape in [(4, 5, 3), (4, 5), (2, 4, 5, 3, 1)]:
        agree.raises(ValueError, "nhwc_to_nchw", draw(rng, *shape))


@points(1.25)
def check_channels_move_to_the_last_axis(agree, rng):
    """From NCHW to NHWC every number keeps its image, channel, row and column, and its dtype."""
    exactly = agree.using(exact_dtype=True)
    for dtype in DTYPES:
        exactly("nchw_to_nhwc", draw(rng, *sizes(rng, 4)).astype(dtype))
    exactly("nchw_to_nhwc", rng.normal(size=(1, 3, 4, 6)))
    exactly("nchw_to_nhwc", draw(rng, 2, 1, 3, 5))
    exactly("nchw_to_nhwc", rng.normal(size=(2, 4, 6, 5))[:, :, ::2, ::-1])
    exactly("nchw_to_nhwc", rng.normal(size=(3, 2, 5, 4)).transpose(1, 0, 3, 2))


@points(0.25)
def check_nchw_to_nhwc_takes_four_axes(agree, rng):
    """What nchw_to_nhwc receives has four axes; anything else is a ValueError."""
    for shape in [(3, 4, 5), (4, 5), (1, 2, 3, 4, 5)]:
        agree.raises(ValueError, "nchw_to_nhwc", draw(rng, *shape))


# --- describe_batch -----------------------------------------------------------------------------


@points(1)
def check_the_four_numbers_have_names(agree, rng):
    """The shape's four numbers are batch size, channels, height and width."""
    agree("describe_batch", (64, 3, 224, 160))
    agree("describe_batch", (1, 1, 28, 28))
    # Not what their sizes suggest: five channels and a width of 3, and 28 channels.
    agree("describe_batch", (2, 5, 4, 3))
    agree("describe_batch", (8, 28, 28, 1))
    for _ in range(4):
        agree("describe_batch", tuple(sizes(rng, 4, 1, 99)))


@points(0.5)
def check_a_batch_has_four_numbers(agree):
    """A shape without exactly four entries is a ValueError."""
    for shape in [(3, 28, 20), (28, 20), (1, 3, 28, 20, 2), (7,)]:
        agree.raises(ValueError, "describe_batch", shape)
