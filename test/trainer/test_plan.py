"""Which examples are learnt when, and how fast."""

from __future__ import annotations

import dataclasses

import pytest
from blindspot_trainer.config import Config
from blindspot_trainer.plan import Plan
from blindspot_trainer.rows import batches_of

LENGTHS = [10 + (number * 7) % 40 for number in range(1000)]


def test_every_example_comes_once_an_epoch() -> None:
    for grouped in (True, False):
        batches = batches_of(LENGTHS, 8, grouped, seed=1)
        assert sorted(place for batch in batches for place in batch) == list(range(1000))


def test_grouped_batches_hardly_need_padding_and_come_in_no_order_of_length() -> None:
    batches = batches_of(LENGTHS, 8, True, seed=1)
    padding = sum(max(LENGTHS[place] for place in batch) * len(batch) for batch in batches) / sum(LENGTHS) - 1
    assert padding < 0.05
    first, second = batches[: len(batches) // 2], batches[len(batches) // 2 :]
    mean = lambda some: sum(LENGTHS[place] for batch in some for place in batch) / sum(map(len, some))
    assert mean(first) == pytest.approx(mean(second), rel=0.15)


def test_the_learning_rate_rises_over_the_warm_up_and_falls_as_a_cosine(config: Config) -> None:
    # 100 steps, 30 of them warm-up; half way down, after 35 of the other 70, a cosine is at one half.
    plan = Plan(dataclasses.replace(config, batch_size=10, epochs=1, learning_rate=2e-5), LENGTHS)
    rates = [plan.learning_rate(step) for step in range(plan.steps)]
    assert plan.steps == 100
    assert rates[:30] == sorted(rates[:30]) and rates[30:] == sorted(rates[30:], reverse=True)
    assert rates[30] == 2e-5
    assert rates[65] == pytest.approx(1e-5)
    assert 0 < rates[-1] < 1e-7


def test_processes_share_an_epoch_evenly(config: Config) -> None:
    # 250 batches among 4: 62 each, and two are left out.
    settings = dataclasses.replace(config, epochs=1)
    plans = [Plan(settings, LENGTHS, process, 4) for process in range(4)]
    assert [plan.steps for plan in plans] == [62] * 4
    taken = [place for plan in plans for step in range(62) for batch in plan.batches(step) for place in batch]
    assert len(taken) == len(set(taken)) == 4 * 62 * 4
    assert len({plan.seed(3) for plan in plans}) == 4
