"""The permissions that code asks for, and the token scopes, by name. Roles (data) hand them out."""

from __future__ import annotations

from nguongoc.domain.problem import Text

PERMISSIONS: dict[str, Text] = {
    "events.capture": Text("ghi sự kiện truy xuất", "capture events"),
    "events.query": Text("xem sự kiện của đơn vị mình", "query events of one's own party"),
    "events.see_all": Text("xem mọi sự kiện trong tỉnh", "see every event of the province"),
    "registry.edit_own": Text("sửa hồ sơ của đơn vị mình", "edit one's own party's records"),
    "registry.edit_all": Text("sửa mọi hồ sơ đăng ký", "edit every registry record"),
    "registry.see_all": Text("xem mọi hồ sơ đăng ký", "see every registry record"),
    "registry.see_commune": Text(
        "xem hồ sơ đơn vị trong xã, phường mình", "see the records of one's own commune"
    ),
    "accounts.manage": Text("quản lý tài khoản và quyền", "manage accounts and rights"),
    "people.manage_own": Text(
        "mời và quản lý người của đơn vị mình", "invite and manage one's own party's people"
    ),
    "people.enrol_recorders": Text("thêm người ghi bằng mã QR", "enrol recorders by QR code"),
    "privacy.answer": Text("trả lời yêu cầu về dữ liệu cá nhân", "answer requests about personal data"),
    "productivity.see": Text("xem số liệu và kết quả năng suất (TFP)", "see productivity figures and runs"),
    "productivity.enter": Text("nhập chuỗi số liệu thống kê", "enter statistical series"),
    "productivity.run": Text("chạy tính toán TFP", "run the TFP computation"),
    "productivity.approve": Text("duyệt công bố kết quả TFP", "approve TFP results for publication"),
    "labels.request": Text("yêu cầu in tem, nhãn", "ask for stamps and labels"),
    "labels.approve": Text("duyệt, in và giao tem, nhãn", "approve, print and deliver stamps and labels"),
    "labels.activate": Text("kích hoạt tem cho lô hàng", "activate stamps for a lot"),
    "labels.void": Text("khóa, hủy tem", "block and void stamps"),
    "labels.set": Text("sửa mẫu nhãn và điều kiện in", "edit label templates and what printing needs"),
    "buyers.answer": Text(
        "trả lời phản ánh của người mua và dấu hiệu quét lạ", "answer buyers' reports and signs in the scans"
    ),
    "plan.see": Text("xem kế hoạch và chỉ tiêu", "see the plan and its indicators"),
    "plan.edit": Text("sửa kế hoạch, đặt chỉ tiêu, chốt kỳ", "edit the plan, set targets, close periods"),
    "work.remind": Text("nhắc cơ quan khác về việc đến hạn", "remind other agencies of what is due"),
    "needs.propose": Text("đề xuất nhu cầu hằng năm", "propose yearly needs"),
    "needs.compile": Text("mở đợt, tổng hợp, quyết định nhu cầu", "open, compile and decide yearly needs"),
    "needs.see_all": Text("xem mọi nhu cầu được đề xuất", "see all proposed needs"),
    "catalogue.edit": Text(
        "sửa danh mục tiêu chuẩn, công cụ và bộ câu hỏi",
        "edit the catalogue of standards and its questionnaires",
    ),
    "catalogue.assess": Text(
        "tự đánh giá, lập kế hoạch cải tiến cho đơn vị mình", "assess and improve one's own enterprise"
    ),
    "catalogue.see_shared": Text(
        "xem kết quả tự đánh giá, cải tiến được chia sẻ", "see assessments and improvements that are shared"
    ),
    "library.edit": Text(
        "quản lý thư viện, phổ biến văn bản, hồ sơ chính sách",
        "keep the library, circulate, lead policy dossiers",
    ),
    "library.see_all": Text(
        "xem ai đã đọc văn bản và mọi ý kiến góp ý", "see who has read what, and every opinion"
    ),
    "library.speak": Text(
        "xác nhận đã đọc, góp ý dự thảo, đề xuất tiêu chuẩn",
        "confirm reading, give opinions, propose standards",
    ),
    "support.apply": Text("nộp hồ sơ hỗ trợ của đơn vị mình", "apply for support of one's own party"),
    "support.see_all": Text("xem mọi hồ sơ hỗ trợ", "see every support case"),
    "support.handle": Text("tiếp nhận, xử lý hồ sơ hỗ trợ", "receive and process support cases"),
    "support.decide": Text("quyết định hồ sơ hỗ trợ", "decide support cases"),
    "support.judge": Text("thẩm định hồ sơ hỗ trợ được giao", "judge support cases that one is given"),
    "evidence.read": Text("đọc nhật ký kiểm toán", "read the audit log"),
}

WIDE = frozenset(
    {
        *("accounts.manage", "registry.edit_all", "registry.see_all", "events.see_all"),
        *("privacy.answer", "evidence.read"),
    }
)
"""What reaches into every party: given only to roles that need a second factor."""

SCOPES: dict[str, frozenset[str]] = {
    "capture": frozenset({"events.capture"}),
    "query": frozenset({"events.query", "events.see_all"}),
    "registry": frozenset(
        {"registry.edit_own", "registry.edit_all", "registry.see_all", "registry.see_commune"}
    ),
}
"""What a token's scope lets through of what its user may do: never more than the user has."""
