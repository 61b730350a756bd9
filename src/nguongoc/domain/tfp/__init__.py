"""What productivity gave to growth: the arithmetic of a growth account, from yearbook cells to the interval.

One module an answer, each named by it. Values in, values out; a series is a numpy vector by year unless a
docstring says otherwise. Growth rates are percentages, contributions percentage points, log growth is
log points × 100, shares of growth are percentages, factor shares are fractions of 1.
"""
