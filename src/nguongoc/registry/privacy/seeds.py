"""The lines of the register, and the texts of consent, that a new installation begins with. Rows, not law: an
administrator changes them."""

from __future__ import annotations

BEGINNING = "2026-01-01"
_LAW = "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; nhiệm vụ do pháp luật giao"
_LAW_EN = "Personal data law 91/2025/QH15; duties given by law"

# code: (what, why, ground, kept), Vietnamese and English in turn
PURPOSES: dict[str, tuple[str, str, str, str, str, str, str, str]] = {
    "account": (
        "Họ và tên, tên đăng nhập, thư điện tử (nếu có)",
        "Full name, user name, e-mail (where given)",
        "Cấp tài khoản, biết ai đã làm việc gì, gửi thông báo",
        "To give an account, to know who did what, to send notices",
        _LAW,
        _LAW_EN,
        "Suốt thời gian có vai trò; xóa khi có yêu cầu hợp lệ",
        "While a role lasts; erased on a valid request",
    ),
    "sign-in": (
        "Lúc đăng nhập, địa chỉ mạng, loại máy, lần nhập sai",
        "Times of sign-in, network address, kind of device, failed tries",
        "Giữ an toàn tài khoản, chống dò mật khẩu",
        "To keep accounts safe and stop guessing",
        _LAW,
        _LAW_EN,
        "Theo lịch lưu giữ dưới đây",
        "By the schedule below",
    ),
    "audit": (
        "Việc mỗi người đã làm trong hệ thống",
        "What each person did in the system",
        "Bằng chứng của hồ sơ nhà nước; truy trách nhiệm",
        "Evidence of public records; accountability",
        "Nhật ký kiểm toán không sửa, không xóa được",
        "The audit log is never altered",
        "Không xóa; sau khi xóa tài khoản chỉ còn mã số",
        "Kept; after erasure only a number is left of the name",
    ),
    "experts": (
        "Họ tên, nơi làm việc, điện thoại, năng lực của chuyên gia",
        "Name, workplace, phone and competences of experts",
        "Giao thẩm định hồ sơ hỗ trợ đúng năng lực, không xung đột lợi ích",
        "To have support cases judged within competence and without conflicts",
        _LAW,
        _LAW_EN,
        "Suốt thời gian tham gia; ý kiến thẩm định là bằng chứng của hồ sơ",
        "While they take part; their opinions are evidence of the case",
    ),
    "support-contact": (
        "Tên, điện thoại, thư của người liên hệ trong hồ sơ hỗ trợ",
        "Name, phone and e-mail of the contact in a support case",
        "Liên hệ, trả kết quả, tra cứu bằng mã và số điện thoại; không hiện công khai",
        "Contact, handing over the result, look-up by code and phone; never public",
        _LAW,
        _LAW_EN,
        "Cùng hồ sơ",
        "As long as the case",
    ),
    "representative": (
        "Tên người đại diện, điện thoại của đơn vị và hộ sản xuất",
        "Name of the representative, phone of parties and households",
        "Liên hệ, quản lý truy xuất; không hiện trên trang công khai khi chưa đồng ý",
        "Contact and traceability; not on public pages without consent",
        _LAW,
        _LAW_EN,
        "Suốt thời gian đơn vị hoạt động trong hệ thống",
        "While the party is active in the system",
    ),
}

# code: (title, words), Vietnamese and English in turn
CONSENTS: dict[str, tuple[str, str, str, str]] = {
    "public-name": (
        "Hiện tên tôi trên trang công khai",
        "Show my name on public pages",
        (
            "Tôi đồng ý để trang công khai của lô hàng hiện họ tên tôi là người sản xuất. Tôi rút lại được lúc nào "
            "cũng được; rút rồi thì trang chỉ còn tên xã. Không đồng ý cũng không mất quyền lợi nào."
        ),
        (
            "I agree that the public page of a lot shows my name as its producer. I may take this back at any time; "
            "the page then names the commune only. Not agreeing costs me nothing."
        ),
    ),
    "survey": (
        "Liên hệ với tôi để khảo sát",
        "Contact me for surveys",
        (
            "Tôi đồng ý để cơ quan chủ trì chương trình liên hệ với tôi để hỏi về kết quả hỗ trợ, đào tạo. Tôi rút "
            "lại được lúc nào cũng được."
        ),
        (
            "I agree that the lead agency contacts me to ask about the results of support and training. I may take "
            "this back at any time."
        ),
    ),
}
