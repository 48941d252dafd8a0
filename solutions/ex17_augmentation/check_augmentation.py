# cnnquiz-instructor: never for students
"""Hidden checks of ex17.

Draws are free, so facts about them are compared. A share of n independent draws misses its
probability by `slack(n)` or more at most once in 1e9 times (Hoeffding). No check asks for more than
50 such shares, and it looks at them twice, for the student and for the reference. So a right
function fails a check by chance at most once in 1e7 times.
"""

import math

import numpy as np
import torch

from cnnquiz.judge.author import points

RARE = 1e-9
BATCH = 4000  # images: slack(4000) is 0.052 and slack of their 2000 pairs 0.073
NAMELESS, REFUSED = 2.0, 3.0  # as in probes.py: a ValueError without and with a parameter's name
WORDS = ["image", "p", "generator", "size", "padding", "mean", "std"]


def slack(count):
    """Return what a share of `count` draws may miss its probability by: P(miss) <= RARE.

    Hoeffding: P(|share - p| >= t) <= 2 exp(-2 n t²), whatever p is.
    """
    return math.sqrt(math.log(2 / RARE) / (2 * count))


def near(share, probability, count):
    """Return whether a share of `count` independent draws agrees with a probability."""
    return bool(abs(float(share) - probability) < slack(count))


def amount(share, probability, count):
    """Return how such a share and a probability agree, in words that tell mistakes apart."""
    if near(share, probability, count):
        return "right"
    if share in (0, 1):
        return "all or none"
    if probability != 0.5 and near(share, 1 - probability, count):
        return "the others"
    if near(share, 0.5, count):
        return "one half"
    return "too much" if share > probability else "too little"


def draw(rng, low, high):
    """Return a random int from `low` to `high`, both included."""
    return int(rng.integers(low, high + 1))


def tensor(rng, *shape):
    """Return normally distributed numbers, float32."""
    return torch.from_numpy(rng.normal(size=shape).astype("float32"))


def shades(rng, low, high, *shape):
    """Return evenly distributed numbers, float32."""
    return torch.from_numpy(rng.uniform(low, high, shape).astype("float32"))


def seed_of(rng):
    """Return a seed for a torch generator."""
    return draw(rng, 1, 2**31)


def alike(one, other):
    """Return for each image of two batches whether it is the same in both."""
    return np.isclose(one, other, rtol=1e-4, atol=1e-5).all(axis=(1, 2, 3))


def facts_of_draws(results):
    """Return what has to hold for the results of the probe `draws`."""

    def same(name):
        return bool(np.allclose(results["first"], results[name], rtol=1e-4, atol=1e-5))

    return {
        "the same seed gives the same result": same("again"),
        "a second call with the same generator gives other draws": not same("following"),
        "another seed gives other draws": not same("other"),
    }


def facts_of_refusals(labels):
    """Return a measure of what the probe `refusals` says of the cases with these labels."""

    def measure(outcomes):
        facts = {}
        for label, outcome in zip(labels, outcomes, strict=True):
            facts[f"a ValueError for {label}"] = "due" if outcome >= NAMELESS else str(outcome)
        for label, outcome in zip(labels, outcomes, strict=True):
            named = outcome == REFUSED
            facts[f"the message for {label}, which has to name a parameter"] = named
        return facts

    return measure


# --- hflip --------------------------------------------------------------------------------------


@points(0.75)
def check_every_image_is_mirrored(agree, rng):
    """Every image of the batch is mirrored, left to right, in all of its channels."""
    for _ in range(3):
        side = draw(rng, 4, 7)
        agree("hflip", tensor(rng, draw(rng, 2, 5), draw(rng, 2, 4), side, side))
    agree("hflip", tensor(rng, draw(rng, 2, 5), 3, draw(rng, 2, 5), draw(rng, 6, 9)))


@points(0.5)
def check_mirrored_images_of_every_shape(agree, rng):
    """A single image, one channel, a single row or column, and a slice of a batch work too."""
    # First those that tell mistakes apart: a batch of one is its own reverse.
    agree("hflip", images=tensor(rng, 6, 2, 8, 5)[::2, :, 1::3])
    agree("hflip", tensor(rng, 2, 5, 4, 3).permute(0, 3, 1, 2))
    for shape in [(1, 1, 3, 4), (1, 3, 1, 5), (4, 1, 5, 1), (1, 1, 1, 1)]:
        agree("hflip", tensor(rng, *shape))


# --- random_hflip -------------------------------------------------------------------------------


def flips(result, pixels):
    """Return whether images are flipped as a whole, or what else becomes of them."""
    mirrored = pixels[..., ::-1]
    if (alike(result, pixels) | alike(result, mirrored)).all():
        return "whole images"
    if (alike(result, pixels) | alike(result, pixels[:, :, ::-1])).all():
        return "upside down"
    flipped, left = np.isclose(result, mirrored, 1e-4), np.isclose(result, pixels, 1e-4)
    for parts, axes in [("channels", (2, 3)), ("rows", 3)]:
        if (flipped.all(axis=axes) | left.all(axis=axes)).all():
            return parts
    return "single pixels" if (flipped | left).all() else "something else"


@points(0.5, functions=("random_hflip",))
def check_an_image_is_flipped_as_a_whole(agree, rng):
    """Each image is mirrored, left to right, as a whole, or left alone as a whole."""
    for shape in [(40, 3, 5, 4), (60, 1, 4, 4), (30, 4, 1, 6)]:
        images = tensor(rng, *shape)
        pixels = images.numpy()

        def measure(result, pixels=pixels):
            flipped, left = alike(result, pixels[..., ::-1]), alike(result, pixels)
            return {
                "each image is what it was, or its mirror image": flips(result, pixels),
                # With p = 1/2, chance alone does so for 30 images once in 2^30 = 1e9 times.
                "some images are flipped": bool(flipped.any()),
                "some images are left alone": bool(left.any()),
            }

        agree.by(measure).probe("applied", "random_hflip", [images, 0.5], seed_of(rng))


@points(0.75, functions=("random_hflip",))
def check_every_image_has_its_own_draw(agree, rng):
    """The share of flipped images is close to p, and each image is decided on by itself."""
    images = tensor(rng, BATCH, 1, 2, 2)
    for p in (0.3, 0.75, float(rng.uniform(0.1, 0.25))):

        def measure(result, p=p):
            flipped = alike(result, images.numpy()[..., ::-1])
            # Neighbours in pairs that do not overlap, so that pairs are independent.
            both = flipped[::2] & flipped[1::2]
            return {
                "each image is what it was, or its mirror image": flips(result, images.numpy()),
                "the share of images that are flipped": amount(flipped.mean(), p, BATCH),
                "neighbours are decided on independently": near(both.mean(), p * p, BATCH // 2),
                # Two that always differ: independent ones do so at most in half of the pairs.
                "neighbours are sometimes alike": bool((flipped[::2] == flipped[1::2]).any()),
            }

        agree.by(measure).probe("applied", "random_hflip", [images, p], seed_of(rng))
    pair, times = tensor(rng, 2, 1, 2, 3), 400

    def measure_pairs(results):
        flipped = np.array([alike(result, pair.numpy()[..., ::-1]) for result in results])
        return {
            "the share of first images that are flipped": amount(flipped[:, 0].mean(), 0.5, times),
            "the share of second images that are flipped": amount(flipped[:, 1].mean(), 0.5, times),
            # A quarter, give or take slack(400) = 0.16; none where exactly half are flipped.
            "in small batches any number of images is flipped": near(
                flipped.all(axis=1).mean(), 0.25, times
            ),
        }

    agree.by(measure_pairs).probe("calls", "random_hflip", [pair, 0.5], seed_of(rng), times)
    one = tensor(rng, 1, 2, 3, 4)

    def measure_single(results):
        flipped = np.array([alike(result, one.numpy()[..., ::-1]) for result in results])
        return {"the share of flips of a single image": amount(flipped.mean(), 0.4, times)}

    agree.by(measure_single).probe("calls", "random_hflip", [one, 0.4], seed_of(rng), times)


@points(0.25, functions=("random_hflip",))
def check_certain_flips(agree, rng):
    """With p = 1 every image is flipped, with p = 0 none."""
    for p in (0.0, 1.0, 0, 1):
        images = tensor(rng, draw(rng, 8, 20), draw(rng, 1, 3), 4, 5)
        agree.probe("applied", "random_hflip", [images, p], seed_of(rng))


@points(0.5, functions=("random_hflip",))
def check_flips_come_from_the_generator(agree, rng):
    """Flips come from the generator: the same seed repeats them, a second call draws anew."""
    images = tensor(rng, 64, 1, 2, 3)  # all 64 flips are the same once in 2^64 times
    seed = seed_of(rng)
    agree.by(facts_of_draws).probe("draws", "random_hflip", [images, 0.5], seed, seed + 1)


@points(0.5, functions=("random_hflip",))
def check_probabilities_of_flips(agree, rng):
    """A p below 0 or above 1 is a ValueError that names a parameter."""
    images = tensor(rng, 3, 2, 4, 4)
    wrong = [-0.1, 1.1, 2, -1, 50.0, -0.5]
    measure = facts_of_refusals([f"p = {p}" for p in wrong])
    cases = [[images, p] for p in wrong]
    agree.by(measure).probe("refusals", "random_hflip", cases, WORDS)


# --- random_crop --------------------------------------------------------------------------------


def places(result, images, size, padding, mode="constant"):
    """Return for each image, row and column whether the window from there came back."""
    frame = ((0, 0), (0, 0), (padding, padding), (padding, padding))
    padded = np.pad(images, frame, mode=mode)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size), axis=(2, 3))
    # (N, C, rows, cols, size, size) against (N, C, 1, 1, size, size)
    same = np.isclose(windows, np.asarray(result)[:, :, None, None], rtol=1e-4, atol=1e-5)
    return same.all(axis=(1, 4, 5))


def source(result, images, size, padding):
    """Return whether windows are cut out of padded images, or where else they may come from."""

    def cut(result, images, mode="constant"):
        found = places(result, images, size, padding, mode)
        return bool(found.any(axis=(1, 2)).all())

    if cut(result, images):
        return "padded images"
    apart = np.asarray(result).reshape(-1, 1, size, size), images.reshape(-1, 1, *images.shape[2:])
    if cut(*apart):
        return "padded channels"
    if cut(result, images, "edge"):
        return "border repeated"
    outer = np.delete(np.asarray(result), slice(1, -1), axis=2)
    return "framed at last" if padding and not outer.any() else "elsewhere"


def spread(shares):
    """Return how often each place is drawn, in words that tell mistakes apart."""
    drawn = [place for place, share in enumerate(shares) if share]
    if all(near(share, 1 / len(shares), BATCH) for share in shares):
        return "evenly"
    return f"only {drawn}" if len(drawn) > 1 else "one only"


@points(0.75, functions=("random_crop",))
def check_windows_of_padded_images(agree, rng):
    """What comes back for an image is a window of that image in its frame of zeros."""
    for shape, size, padding in [
        ((40, 3, 6, 6), 6, 2),
        ((40, 1, 5, 8), 4, 1),
        ((40, 2, 8, 5), 3, 0),
        ((40, 2, 7, 9), 8, 3),
        ((40, 1, 4, 4), 1, 1),
    ]:
        images = tensor(rng, *shape)
        pixels = images.numpy()

        def measure(result, pixels=pixels, size=size, padding=padding):
            everywhere = places(result, pixels, size, padding).all(axis=0)
            return {
                "each image gives a window of its padded self": source(
                    result, pixels, size, padding
                ),
                # 18 places or more: all 40 at one of them once in 18^39 times. A window of one
                # pixel is all frame at 20 of 36 places: so are all 40 once in 1.6e10 times.
                "images are cut at different places": not bool(everywhere.any()),
                "images are cut elsewhere than at the upper left corner": not everywhere[0, 0],
            }

        agree.by(measure).probe("applied", "random_crop", [images, size, padding], seed_of(rng))


@points(0.75, functions=("random_crop",))
def check_all_places_are_equally_likely(agree, rng):
    """All places are equally likely, rows and columns are independent, and so are the images."""
    for height, width in [(4, 3), (3, 4)]:
        size, padding = 3, 1
        images = tensor(rng, BATCH, 1, height, width)
        pixels = images.numpy()

        def measure(result, pixels=pixels, size=size, padding=padding):
            found = places(result, pixels, size, padding)
            _, rows, cols = found.shape
            by_row, by_col = found.any(axis=2), found.any(axis=1)
            same_row = (by_row[::2] & by_row[1::2]).any(axis=1).mean()
            same_col = (by_col[::2] & by_col[1::2]).any(axis=1).mean()
            return {
                "each image gives a window of its padded self": source(
                    result, pixels, size, padding
                ),
                "how often each row is the window's first": spread(by_row.mean(axis=0)),
                "how often each column is the window's first": spread(by_col.mean(axis=0)),
                # 12 places: 0.083 each, give or take 0.052; a row that decides on its column
                # leaves some of them out.
                "how often each pair of row and column is drawn": all(
                    near(share, 1 / (rows * cols), BATCH) for share in found.mean(axis=0).flat
                ),
                "neighbours in the batch have places of their own": near(
                    same_row, 1 / rows, BATCH // 2
                )
                and near(same_col, 1 / cols, BATCH // 2),
            }

        agree.by(measure).probe("applied", "random_crop", [images, size, padding], seed_of(rng))
    times, one = 400, tensor(rng, 1, 2, 2, 2)

    def measure_single(results):
        tops = [places(result, one.numpy(), 1, 0)[0].any(axis=1)[0] for result in results]
        return {"a single image is cut at every place": near(np.mean(tops), 0.5, times)}

    agree.by(measure_single).probe("calls", "random_crop", [one, 1, 0], seed_of(rng), times)


@points(0.5, functions=("random_crop",))
def check_windows_with_a_single_place(agree, rng):
    """A window as large as the padded image has one place and shows all of it."""
    for side, padding in [(draw(rng, 4, 8), draw(rng, 1, 3)), (5, 0), (2, 3), (1, 1)]:
        images = tensor(rng, draw(rng, 1, 4), draw(rng, 1, 3), side, side)
        arguments = [images, side + 2 * padding, padding]
        agree.probe("applied", "random_crop", arguments, seed_of(rng))
    images = tensor(rng, 6, 3, 9, 4)[::2, :, 1:9:2]
    agree.probe("applied", "random_crop", [images, 8, 2], seed_of(rng))


@points(0.25, functions=("random_crop",))
def check_places_come_from_the_generator(agree, rng):
    """Places come from the generator: the same seed repeats them, a second call draws anew."""
    images = tensor(rng, 64, 1, 4, 5)  # with 30 places, chance repeats them once in 30^64 times
    seed = seed_of(rng)
    agree.by(facts_of_draws).probe("draws", "random_crop", [images, 3, 1], seed, seed + 1)


@points(0.5, functions=("random_crop",))
def check_windows_that_do_not_fit(agree, rng):
    """A size below 1, a negative padding, or a window that does not fit is a ValueError."""
    images = tensor(rng, 2, 3, 6, 8)
    wrong = [(7, 0), (9, 1), (0, 1), (-2, 0), (4, -1), (2, -2), (20, 3)]
    labels = [f"size = {size}, padding = {padding} on images of 6x8" for size, padding in wrong]
    cases = [[images, size, padding] for size, padding in wrong]
    tall = tensor(rng, 2, 1, 8, 5)
    labels += ["size = 6, padding = 0 on images of 8x5", "size = 8, padding = 1 on images of 8x5"]
    cases += [[tall, 6, 0], [tall, 8, 1]]
    agree.by(facts_of_refusals(labels)).probe("refusals", "random_crop", cases, WORDS)


# --- normalize ----------------------------------------------------------------------------------


@points(0.75)
def check_every_channel_has_its_own_numbers(agree, rng):
    """From each channel its own mean is subtracted, and the rest is divided by its own std."""
    for _ in range(3):
        # All sides alike: numbers that went to another axis would not be noticed by their shape.
        channels = draw(rng, 2, 5)
        images = tensor(rng, channels, channels, channels, channels)
        mean, std = rng.uniform(-2, 2, channels).tolist(), rng.uniform(0.2, 3, channels).tolist()
        agree("normalize", images, mean, std)
    images = shades(rng, 0, 1, draw(rng, 2, 5), 3, draw(rng, 4, 6), draw(rng, 7, 9))
    agree("normalize", images, [0.5, 0.4, 0.3], [0.2, 0.25, 0.3])


@points(0.5)
def check_numbers_in_lists_tuples_and_tensors(agree, rng):
    """Lists, tuples and tensors of length C do, for one channel or many, one image or many."""
    for count, channels in [(3, 1), (1, 3), (1, 1), (2, 4)]:
        images = tensor(rng, count, channels, 5, 4)
        mean, std = shades(rng, -1, 1, channels), shades(rng, 0.2, 3, channels)
        agree("normalize", images, mean, std)
        agree("normalize", images, mean=tuple(mean.tolist()), std=tuple(std.tolist()))
        agree("normalize", images, mean.tolist(), std)
    agree("normalize", tensor(rng, 4, 2, 6, 5)[:, :, ::2], [0, 1], [2, 1])


# --- add_noise ----------------------------------------------------------------------------------


@points(0.75, functions=("add_noise",))
def check_noise_is_gaussian(agree, rng):
    """The noise is Gaussian, with mean 0 and standard deviation std, whatever the pixel."""
    # Grey enough for noise of 8 deviations to stay inside the range: 3e4 elements leave it once
    # in 1e10 times.
    for std, low, high in [(0.05, 0.4, 0.6), (0.02, 0.16, 0.25), (0.02, 0.75, 0.84)]:
        images = shades(rng, low, high, 8, 4, 32, 32)
        pixels = images.numpy().astype(float)

        def measure(result, pixels=pixels, std=std):
            noise = (np.asarray(result) - pixels) / std
            count = noise.size
            # The mean of n is Gaussian with deviation 1/√n, and 6.2 deviations are missed once
            # in 1.7e9 times.
            mean = abs(float(noise.mean())) < 6.2 / math.sqrt(count)
            # n · mean(noise²) is chi-square with n degrees of freedom. Laurent and Massart (2000),
            # lemma 1: it misses n by 2√(nt) + 2t or more with a probability of at most 2 exp(-t).
            t = math.log(2 / RARE)
            excess = float((noise**2).mean()) - 1
            limit = 2 * math.sqrt(t / count) + 2 * t / count
            one, two = np.mean(np.abs(noise) < 1), np.mean(np.abs(noise) < 2)
            dark = pixels < np.median(pixels)
            # Of 16,384 squares each: 1, give or take 0.1 at 6.2 deviations.
            contrast = (noise[dark] ** 2).mean() / max((noise[~dark] ** 2).mean(), 1e-9)
            return {
                # By chance, all of 32,768 signs are the same never in practice.
                "some noise goes up": bool((noise > 0).any()),
                "some noise goes down": bool((noise < 0).any()),
                "the mean of the noise": mean,
                "the noise is not too strong": excess < limit,
                "the noise is not too weak": excess > -limit,
                "the share of noise within one standard deviation": near(
                    one, math.erf(1 / math.sqrt(2)), count
                ),
                "the share of noise within two standard deviations": near(
                    two, math.erf(math.sqrt(2)), count
                ),
                "dark pixels get as much noise as light ones": bool(0.8 < contrast < 1.25),
            }

        agree.by(measure).probe("applied", "add_noise", [images, std], seed_of(rng))


@points(0.5, functions=("add_noise",))
def check_every_element_has_its_own_noise(agree, rng):
    """No two images, channels, rows or columns share their noise."""
    images = shades(rng, 0.4, 0.6, 8, 4, 16, 16)

    def measure(result):
        up = np.asarray(result) > images.numpy()
        facts = {"some noise goes down": not up.all()}
        for axis, name in enumerate(("image", "channel", "row", "column")):
            # Disjoint pairs of neighbours; independent signs agree in one half of them.
            first, second = np.moveaxis(up, axis, 0)[::2], np.moveaxis(up, axis, 0)[1::2]
            share = np.mean(first == second)
            facts[f"every {name} has a noise of its own"] = near(share, 0.5, first.size)
        return facts

    agree.by(measure).probe("applied", "add_noise", [images, 0.05], seed_of(rng))
    times, pixel = 400, torch.full((1, 1, 1, 1), 0.5)

    def measure_calls(results):
        up = np.array([float(result) > 0.5 for result in results])
        return {
            "the noise of a single pixel goes up and down": near(up.mean(), 0.5, times),
            "every call has a noise of its own": near(
                np.mean(up[::2] == up[1::2]), 0.5, times // 2
            ),
        }

    agree.by(measure_calls).probe("calls", "add_noise", [pixel, 0.05], seed_of(rng), times)


@points(0.5, functions=("add_noise",))
def check_noisy_images_are_clipped(agree, rng):
    """After the noise, what is below 0 becomes 0 and what is above 1 becomes 1, with std 0 too."""
    count = 4096
    # The last image tells who clips before the noise from who does not clip at all.
    images = torch.tensor([0.0, 1.0, 0.5, 20.0]).reshape(4, 1, 1, 1).repeat(1, 1, 64, 64)
    beyond = (1 - math.erf(1 / math.sqrt(2))) / 2  # more than one deviation up: 0.159

    def measure(result):
        black, white, grey, beyond_white = np.asarray(result)
        return {
            "nothing is below 0": bool((np.asarray(result) >= 0).all()),
            "nothing is above 1": bool((np.asarray(result) <= 1).all()),
            "what is far above 1 is clipped too": bool(beyond_white.max() < 10),
            "half of the black pixels stay black": amount(np.mean(black == 0), 0.5, count),
            "half of the white pixels stay white": amount(np.mean(white == 1), 0.5, count),
            "the share of grey pixels that become black": amount(np.mean(grey == 0), beyond, count),
            "the share of grey pixels that become white": amount(np.mean(grey == 1), beyond, count),
        }

    agree.by(measure).probe("applied", "add_noise", [images, 0.5], seed_of(rng))
    # Last: who clips nothing has been found out, and is not taken for one who skips this only.
    for std in (0.0, 0):
        images = shades(rng, -1, 2, draw(rng, 1, 3), draw(rng, 1, 3), 6, 7)
        agree.probe("applied", "add_noise", [images, std], seed_of(rng))


@points(0.25, functions=("add_noise",))
def check_noise_comes_from_the_generator(agree, rng):
    """Noise comes from the generator: the same seed repeats it, a second call draws anew."""
    images, seed = shades(rng, 0.3, 0.7, 2, 3, 5, 5), seed_of(rng)
    agree.by(facts_of_draws).probe("draws", "add_noise", [images, 0.2], seed, seed + 1)


@points(0.25, functions=("add_noise",))
def check_negative_deviations(agree, rng):
    """A negative std is a ValueError that names a parameter."""
    images = shades(rng, 0, 1, 2, 3, 4, 4)
    wrong = [-0.1, -1, -25.0]
    measure = facts_of_refusals([f"std = {std}" for std in wrong])
    agree.by(measure).probe("refusals", "add_noise", [[images, std] for std in wrong], WORDS)
