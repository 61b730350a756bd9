"""Support cases (hồ sơ hỗ trợ): applied for, judged, carried out, followed up. One file for each of these."""

from nguongoc.programme.support.models.carrying import Contract, FollowUp, Result, Stage
from nguongoc.programme.support.models.case import Case, CaseQuerySet
from nguongoc.programme.support.models.course import Ask, Extension, Miss, Paper, Step
from nguongoc.programme.support.models.judging import Assignment, Council, Ruling, Score, Seat
from nguongoc.programme.support.models.reference import CodePrefix, Kind

__all__ = [
    "Ask",
    "Assignment",
    "Case",
    "CaseQuerySet",
    "CodePrefix",
    "Contract",
    "Council",
    "Extension",
    "FollowUp",
    "Kind",
    "Miss",
    "Paper",
    "Result",
    "Ruling",
    "Score",
    "Seat",
    "Stage",
    "Step",
]
