from hypothesis import given
from hypothesis import strategies as st

from nguongoc.domain.vietnam.places import communes
from nguongoc.domain.vietnam.text import fold, nfc, sort_key


def test_folding_takes_tones_diacritics_and_the_bar_of_đ_off() -> None:
    assert fold("Đoàn Kết, Sìn Hồ, Khổng Lào") == "doan ket, sin ho, khong lao"


def test_two_communes_that_differ_by_a_tone_fold_alike_and_stay_two_names() -> None:
    assert fold("Nậm Cha") == fold("Nậm Chà")
    assert nfc("Nậm Cha") != nfc("Nậm Chà")


def test_decomposed_text_is_stored_composed() -> None:
    assert nfc("Lai Cha\u0302u ") == "Lai Châu"


def test_names_sort_as_in_a_vietnamese_dictionary() -> None:
    names = ["Đông", "Dung", "Ân", "An", "Ăn", "ủng", "Ưng", "má", "mà", "ma", "mạ", "mã", "mả"]
    assert sorted(names, key=sort_key) == [
        *["An", "Ăn", "Ân", "Dung", "Đông"],
        *["ma", "mà", "mả", "mã", "má", "mạ"],
        *["ủng", "Ưng"],
    ]


@given(st.text(max_size=60))
def test_any_text_folds_and_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    sort_key(text)


def test_the_province_has_38_communes_and_wards() -> None:
    units = communes()
    assert len(units) == 38
    assert len({unit.code for unit in units}) == 38
    assert sum(unit.name.startswith("phường") for unit in units) == 2
