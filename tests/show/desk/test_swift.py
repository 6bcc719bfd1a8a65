"""The short ways to means, deviations and medians give what numpy's long ones do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from show.desk.swift import deviation, mean, median


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_they_are_what_numpy_says(values: list[float]) -> None:
    series = np.array(values)
    assert mean(series) == pytest.approx(series.mean(), abs=1e-9)
    assert deviation(series) == pytest.approx(series.std(), abs=1e-4)
    assert median(series) == np.median(series)
