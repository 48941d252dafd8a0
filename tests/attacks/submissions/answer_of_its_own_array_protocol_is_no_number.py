"""An object that turns into whatever numpy, int or a pickle asks it for."""

# score: 4
# message: An object that is not plain data came back


class Anything:
    __class__ = int
    __array_priority__ = 1e9
    __array_interface__ = {"shape": (), "typestr": "<i8", "data": (0, False), "version": 3}

    def __array_ufunc__(self, *_, **__):
        return True

    def __array_function__(self, *_, **__):
        return True

    def __array__(self, *_, **__):
        raise SystemExit

    def __reduce__(self):
        return print, ("unpickled",)

    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        raise SystemExit


def add(n, k=0):
    return Anything()


def scale(image, factor):
    return image * factor
