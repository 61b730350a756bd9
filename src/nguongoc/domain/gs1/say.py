"""What a person reads when GS1 data is refused: one sentence for each code, in Vietnamese and in English."""

from __future__ import annotations

from nguongoc.domain.problem import Problem, Text

_RULES = {
    "non-digit-character": Text("chỉ được dùng các chữ số từ 0 đến 9", "only the digits 0 to 9 are allowed"),
    "invalid-cset82-character": Text(
        "có ký tự ngoài bộ 82 ký tự của GS1; hãy dùng chữ cái không dấu, chữ số và dấu câu, không khoảng trắng",
        "has a character outside GS1's set of 82: use unaccented letters, digits, plain punctuation and no space",
    ),
    "invalid-cset39-character": Text(
        "chỉ được dùng chữ số, chữ hoa không dấu và các dấu # - /",
        "only digits, capital letters and # - / are allowed",
    ),
    "invalid-cset64-character": Text(
        "chỉ được dùng chữ cái không dấu, chữ số, dấu - và _ (base64url)",
        "only letters, digits, - and _ are allowed (base64url)",
    ),
    "invalid-cset64-padding": Text(
        "dấu = ở cuối không đúng số lượng; hãy tạo lại chuỗi base64url",
        "the closing = signs are not of the right number: make the base64url text again",
    ),
    "incorrect-check-digit": Text(
        "số kiểm tra (chữ số cuối) sai; hãy so lại từng chữ số với nhãn gốc",
        "the check digit (the last digit) is wrong: compare every digit with the label",
    ),
    "incorrect-check-pair": Text(
        "cặp ký tự kiểm tra ở cuối sai; hãy so lại từng ký tự với nguồn gốc",
        "the check character pair at the end is wrong: compare every character with the source",
    ),
    "too-short-for-check-pair": Text(
        "quá ngắn, không đủ chỗ cho cặp ký tự kiểm tra", "is too short to hold a check character pair"
    ),
    "too-short-for-gcp": Text(
        "quá ngắn, phải bắt đầu bằng mã doanh nghiệp GS1 (ít nhất 4 chữ số)",
        "is too short: it begins with a GS1 company prefix (at least 4 digits)",
    ),
    "invalid-gcp-prefix": Text(
        "phải bắt đầu bằng mã doanh nghiệp GS1 (ít nhất 4 chữ số)",
        "must begin with a GS1 company prefix (at least 4 digits)",
    ),
    "requires-non-digit-character": Text(
        "phải có ít nhất một ký tự không phải chữ số", "needs at least one character that is no digit"
    ),
    "not-hyphen": Text("chỉ được là dấu gạch nối (-) cho nhiệt độ âm", "can only be a hyphen, for minus"),
    "not-zero": Text("ở vị trí này phải là số 0", "must be 0 here"),
    "illegal-zero-value": Text("không được bằng 0", "must not be zero"),
    "illegal-zero-prefix": Text("không được bắt đầu bằng số 0", "must not begin with 0"),
    "not-zero-or-one": Text("phải là 0 (không) hoặc 1 (có)", "must be 0 (no) or 1 (yes)"),
    "invalid-winding-direction": Text("hướng cuộn phải là 0, 1 hoặc 9", "the winding must be 0, 1 or 9"),
    "invalid-biological-sex-code": Text(
        "mã giới tính phải là 0, 1, 2 hoặc 9", "the code must be 0, 1, 2 or 9"
    ),
    "illegal-month": Text(
        "tháng phải từ 01 đến 12; ngày viết theo thứ tự năm, tháng, ngày (NNTTnn)",
        "the month must be 01 to 12: a date is written year, month, day (YYMMDD)",
    ),
    "illegal-day": Text(
        "tháng này không có ngày đó; ngày viết theo thứ tự năm, tháng, ngày",
        "that month has no such day: a date is written year, month, day",
    ),
    "illegal-hour": Text("giờ phải từ 00 đến 23", "the hour must be 00 to 23"),
    "illegal-minute": Text("phút phải từ 00 đến 59", "the minute must be 00 to 59"),
    "illegal-second": Text("giây phải từ 00 đến 59", "the second must be 00 to 59"),
    "invalid-latitude": Text("vĩ độ vượt quá giới hạn", "the latitude is out of range"),
    "invalid-longitude": Text("kinh độ vượt quá giới hạn", "the longitude is out of range"),
    "zero-piece-number": Text("số thứ tự kiện không được bằng 0", "the piece number must not be zero"),
    "zero-total-pieces": Text("tổng số kiện không được bằng 0", "the number of pieces must not be zero"),
    "piece-number-exceeds-total": Text(
        "số thứ tự kiện lớn hơn tổng số kiện", "the piece number is greater than the number of pieces"
    ),
    "position-in-sequence-malformed": Text("phải viết dạng 2/3", "must be written like 2/3"),
    "position-exceeds-end": Text("vị trí lớn hơn tổng số", "the position is greater than the end"),
    "invalid-percent-sequence": Text(
        "sau dấu % phải là hai chữ số hệ 16, ví dụ %20",
        "a % must be followed by two hexadecimal digits, as in %20",
    ),
    "invalid-import-idx-character": Text(
        "chỉ số nhập khẩu phải là một chữ cái, chữ số, - hoặc _",
        "the index must be a letter, a digit, - or _",
    ),
    "not-iso3166": Text(
        "không phải mã nước ISO 3166 ba chữ số (Việt Nam là 704)",
        "is not an ISO 3166 country code of three digits (Vietnam is 704)",
    ),
    "not-iso3166-or-999": Text(
        "không phải mã nước ISO 3166 ba chữ số (Việt Nam là 704) hay 999",
        "is not an ISO 3166 country code of three digits (Vietnam is 704) or 999",
    ),
    "not-iso3166-alpha2": Text(
        "không phải mã nước ISO 3166 hai chữ cái (Việt Nam là VN)",
        "is not an ISO 3166 country code of two letters (Vietnam is VN)",
    ),
    "not-iso4217": Text(
        "không phải mã tiền tệ ISO 4217 ba chữ số (đồng Việt Nam là 704)",
        "is not an ISO 4217 currency code of three digits (the đồng is 704)",
    ),
    "invalid-media-type": Text(
        "loại vật mang phải là 01-10 hoặc 80-99", "the media type must be 01-10 or 80-99"
    ),
    "invalid-package-type": Text(
        "không có trong danh mục loại bao gói của GS1", "is not in GS1's list of package types"
    ),
    "iban-too-short": Text("số IBAN quá ngắn", "the IBAN is too short"),
    "illegal-iban-country-code": Text(
        "số IBAN phải bắt đầu bằng mã nước hai chữ cái", "an IBAN begins with a country code of two letters"
    ),
    "invalid-iban-character": Text(
        "số IBAN chỉ gồm chữ hoa không dấu và chữ số", "an IBAN holds only capital letters and digits"
    ),
    "incorrect-iban-checksum": Text(
        "số kiểm tra của IBAN sai; hãy so lại với tài liệu của ngân hàng",
        "the IBAN's check digits are wrong: compare it with the bank's paper",
    ),
}


def rule(where: str, code: str, piece: str) -> Problem:
    """A component that breaks one of the rules of `rules.py`."""
    if code.startswith("coupon-"):
        text = Text(
            f"mã phiếu giảm giá sai cấu trúc ({code}); hãy xin lại mã từ nơi phát hành",
            f"the coupon is not built as it must be ({code}): ask its issuer for it again",
        )
    else:
        text = _RULES.get(code, Text(f"giá trị sai ({code})", f"the value is wrong ({code})"))
    shown = _short(piece)
    return Problem(where, Text(f"Giá trị {shown}: {text.vi}.", f"{shown} {text.en}"), code)


def too_short(where: str, least: int, found: int) -> Problem:
    """Fewer characters than the identifier needs."""
    text = Text(
        f"Giá trị quá ngắn: cần ít nhất {least} ký tự, ở đây có {found}. Hãy nhập đủ.",
        f"the value is too short: at least {least} characters are needed, here are {found}",
    )
    return Problem(where, text, "value-too-short")


def too_long(where: str, most: int, found: int) -> Problem:
    """More characters than the identifier takes."""
    text = Text(
        f"Giá trị quá dài: nhiều nhất {most} ký tự, ở đây có {found}. Hãy rút ngắn hoặc thêm ký tự phân cách FNC1.",
        f"the value is too long: at most {most} characters, here are {found}; shorten it or end it with FNC1",
    )
    return Problem(where, text, "value-too-long")


def wrong_length(where: str) -> Problem:
    """An optional part that is begun but not whole."""
    text = Text(
        "Phần cuối của giá trị bị thiếu ký tự. Hãy nhập đủ hoặc bỏ hẳn phần đó.",
        "the last part of the value is incomplete: give it whole or leave it out",
    )
    return Problem(where, text, "value-incomplete")


def excluded(where: str, other: str) -> Problem:
    """Two identifiers that must not stand together."""
    text = Text(
        f"Không được dùng cùng ({other}). Hãy bỏ một trong hai.",
        f"must not stand together with ({other}): take one of them out",
    )
    return Problem(where, text, "invalid-pair")


def required(where: str, groups: tuple[tuple[str, ...], ...]) -> Problem:
    """An identifier without the ones it needs."""
    vi = " hoặc ".join(" và ".join(f"({ai})" for ai in group) for group in groups)
    en = " or ".join(" with ".join(f"({ai})" for ai in group) for group in groups)
    text = Text(f"Phải đi kèm {vi}. Hãy bổ sung.", f"must stand together with {en}: add it")
    return Problem(where, text, "required-missing")


def unknown(shown: str) -> Problem:
    """Digits that are no application identifier."""
    shown = _short(shown)
    text = Text(
        f"{shown} không phải số phân định ứng dụng (AI) nào của GS1. Hãy xem lại phần đầu của dữ liệu.",
        f"{shown} is no GS1 application identifier: look at what stands before the value",
    )
    return Problem("", text, "unknown-identifier")


def repeated(where: str) -> Problem:
    """One identifier twice with two values."""
    text = Text(
        "Xuất hiện nhiều lần với giá trị khác nhau. Hãy chỉ giữ một giá trị đúng.",
        "stands there several times with different values: keep the right one",
    )
    return Problem(where, text, "repeated-identifier")


def serial_missing(where: str) -> Problem:
    """A digital signature over a key without its serial number."""
    text = Text(
        "Chữ ký số (8030) cần khoá có số sê-ri. Hãy thêm số sê-ri vào cuối giá trị này.",
        "a digital signature (8030) needs the key with its serial number: add it to this value",
    )
    return Problem(where, text, "serial-missing")


def _short(text: str) -> str:
    """The text as it can be shown anywhere: at most 40 characters, nothing invisible."""
    return ascii(text if len(text) <= 40 else text[:39] + "…")
