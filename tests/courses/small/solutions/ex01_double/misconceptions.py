"""Wrong versions of the small course's functions."""

from cnnquiz.judge.author import misconception


@misconception("doubling-adds-two", of="double_all")
def adds_two(reference, values):
    return reference.double_all(values) - values + 2


@misconception("doubling-squares", of="double_all")
def squares(reference, values):
    return reference.double_all(values) / 2 * values


@misconception("sum-is-mean", of="total")
def mean(reference, values):
    return reference.total(values) / values.size
