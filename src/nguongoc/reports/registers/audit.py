"""The audit log as a table: who did what to which record, the latest first."""

from __future__ import annotations

import json

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from nguongoc.domain.problem import Text
from nguongoc.foundation.evidence.models import Entry
from nguongoc.foundation.shared.tables import Choice, Column, Table, take

NAME = Text("Nhật ký kiểm toán", "Audit log")
EMPTY = Text("Chưa ai làm gì.", "Nobody has done anything yet.")
HINT = Text("việc, hồ sơ, tên đăng nhập", "deed, record, account")

COLUMNS = (
    Column("luc", Text("Lúc", "At"), lambda entry: entry.at, kind="moment", order=("at",)),
    Column(
        "ai",
        Text("Người làm", "Who"),
        lambda entry: str(entry.actor) if entry.actor else Text("hệ thống", "the system"),
        order=("actor__username",),
    ),
    Column(
        "viec",
        Text("Việc", "Deed"),
        lambda entry: deed(entry),
        order=("verb",),
        note=lambda entry: entry.verb,
    ),
    Column("ho-so", Text("Hồ sơ", "Record"), lambda entry: entry.subject, kind="code", order=("subject",)),
    Column("noi-dung", Text("Nội dung", "Details"), lambda entry: details(entry)),
)

KINDS = {
    "party.": Text("đơn vị", "parties"),
    "site.": Text("địa điểm", "places"),
    "product.": Text("sản phẩm", "products"),
    "lot.": Text("lô hàng", "lots"),
    "labels.": Text("đợt in tem, nhãn", "batches of labels"),
    "stamps.": Text("tem", "stamps"),
    "link.": Text("liên kết của mã", "links of codes"),
    "certificate.": Text("giấy chứng nhận", "certificates"),
    "declaration.": Text("bản công bố", "declarations"),
    "prefix.": Text("đầu mã GS1", "GS1 prefixes"),
    "membership.": Text("thành viên", "memberships"),
    "need.": Text("nhu cầu", "needs"),
    "case.": Text("hồ sơ hỗ trợ", "support cases"),
    "document.": Text("văn bản", "documents"),
    "dossier.": Text("hồ sơ chính sách", "policy dossiers"),
    "privacy.": Text("dữ liệu cá nhân", "personal data"),
    "people.": Text("người dùng", "people"),
    "run.": Text("lần tính TFP", "TFP runs"),
    "token.": Text("khóa truy cập", "tokens"),
}


DEEDS = {
    "party.added": Text("thêm đơn vị", "added a party"),
    "party.renamed": Text("đặt tên đơn vị", "named a party"),
    "party.changed": Text("sửa hồ sơ đơn vị", "changed a party"),
    "party.moved": Text("đổi địa chỉ đơn vị", "moved a party"),
    "party.passed": Text("ghi đơn vị kế thừa", "passed a party on"),
    "party.merged": Text("gộp vào hồ sơ khác", "merged into another record"),
    "party.took_in": Text("nhận hồ sơ gộp vào", "took a record in"),
    "unit.added": Text("thêm đơn vị hành chính", "added a unit"),
    "unit.passed": Text("ghi đơn vị hành chính kế thừa", "passed a unit on"),
    "site.changed": Text("sửa địa điểm", "changed a place"),
    "site.drawn": Text("vẽ ranh giới", "drew a place"),
    "prefix.added": Text("ghi đầu mã", "wrote down a prefix"),
    "prefix.changed": Text("sửa đầu mã", "changed a prefix"),
    "certificate.added": Text("thêm giấy chứng nhận", "added a certificate"),
    "certificate.changed": Text("sửa giấy chứng nhận", "changed a certificate"),
    "certificate.revoked": Text("ghi thu hồi giấy chứng nhận", "revoked a certificate"),
    "declaration.added": Text("thêm bản công bố", "added a declaration"),
    "declaration.changed": Text("sửa bản công bố", "changed a declaration"),
    "declaration.revoked": Text("ghi thu hồi bản công bố", "revoked a declaration"),
    "laboratory.described": Text("ghi năng lực thử nghiệm", "described a laboratory"),
    "risk_list.loaded": Text("nạp danh mục rủi ro", "loaded a risk list"),
    "rule_set.changed": Text("sửa bộ dữ liệu bắt buộc", "changed a rule set"),
    "rule_set.rules_changed": Text("sửa các nhóm dữ liệu bắt buộc", "changed what a rule set asks"),
    "site.added": Text("thêm địa điểm", "added a place"),
    "membership.began": Text("giao vai trò", "gave a role"),
    "membership.ended": Text("kết thúc vai trò", "ended a role"),
    "membership.ends": Text("đặt ngày cuối của vai trò", "set a role's last day"),
    "province.outlined": Text("đưa địa giới tỉnh vào", "gave the province's outline"),
    "people.invited": Text("mời người", "invited somebody"),
    "people.reviewed": Text("tải bảng rà soát quyền", "drew the review of rights"),
    "product.added": Text("thêm sản phẩm", "added a product"),
    "product.changed": Text("sửa sản phẩm", "changed a product"),
    "product.registry_asked": Text("hỏi sổ đăng ký GS1", "asked GS1's registry"),
    "product.image_added": Text("thêm ảnh sản phẩm", "added a picture"),
    "product.image_first": Text("đổi ảnh chính", "chose the first picture"),
    "product.image_removed": Text("bỏ ảnh sản phẩm", "removed a picture"),
    "product.packaging_added": Text("thêm cấp đóng gói", "added a packaging"),
    "sheet.taken_in": Text("nhập từ bảng tính", "imported a spreadsheet"),
    "lot.destinations": Text("ghi nơi giao của lô", "told where the lot was delivered"),
    "lot.changed": Text("sửa lô hàng", "changed a lot"),
    "labels.asked": Text("yêu cầu in tem, nhãn", "asked for labels"),
    "labels.approved": Text("duyệt in tem, nhãn", "approved labels"),
    "labels.refused": Text("không duyệt in tem, nhãn", "refused labels"),
    "labels.made": Text("tạo xong đợt in", "made a batch of labels"),
    "labels.failed": Text("chưa tạo được đợt in", "could not make a batch"),
    "labels.tried_again": Text("tạo tiếp đợt in", "went on with a batch"),
    "labels.file_taken": Text("lấy tệp cho nhà in", "took the print file"),
    "labels.part_taken": Text("lấy một phần để in", "took a part to print"),
    "labels.printed": Text("xác nhận đã in, hủy tệp", "confirmed as printed"),
    "labels.template_set": Text("đặt mẫu nhãn", "set a label template"),
    "labels.rule_set": Text("đặt điều kiện in", "set what printing needs"),
    "stamps.delivered": Text("giao tem", "delivered stamps"),
    "stamps.activated": Text("kích hoạt tem", "activated stamps"),
    "stamps.sold": Text("ghi tem đã bán", "marked stamps as sold"),
    "stamps.blocked": Text("khóa tem", "blocked stamps"),
    "stamps.recalled": Text("thu hồi tem", "recalled stamps"),
    "stamps.printed": Text("mở khóa tem, về đã in", "unblocked stamps, back to printed"),
    "stamps.void": Text("hủy tem", "made stamps void"),
    "codes.tried": Text("thử các mã đã in", "tried printed codes"),
    "link.made": Text("thêm liên kết của mã", "added a link of a code"),
    "link.changed": Text("sửa liên kết của mã", "changed a link of a code"),
    "link.ended": Text("kết thúc liên kết của mã", "ended a link of a code"),
    "report.handled": Text("trả lời phản ánh", "handled a report"),
    "scan.sign-answered": Text("giải thích dấu hiệu quét", "answered a sign in the scans"),
    "lot.opened": Text("mở lô hàng", "opened a lot"),
    "role.changed": Text("sửa quyền của vai trò", "changed a role's rights"),
    "role.offered": Text("thêm quyền mới vào vai trò", "gave a role new rights"),
    "attachment.kept": Text("lưu tệp", "kept a file"),
    "attachment.withdrawn": Text("rút tệp", "withdrew a file"),
    "attachment.erased": Text("xóa tệp", "erased a file"),
    "subscription.made": Text("đăng ký nhận sự kiện", "subscribed to events"),
    "subscription.stopped": Text("thôi nhận sự kiện", "stopped a subscription"),
    "subscription.suspended": Text("tạm dừng gửi sự kiện", "suspended a subscription"),
    "subscription.resumed": Text("gửi tiếp sự kiện", "resumed a subscription"),
    "query.named": Text("lưu truy vấn", "named a query"),
    "query.forgotten": Text("bỏ truy vấn đã lưu", "forgot a query"),
    "people.accepted": Text("nhận lời mời", "accepted an invitation"),
    "people.withdrawn": Text("thu hồi lời mời", "withdrew an invitation"),
    "device.offered": Text("tạo mã QR cho người ghi", "offered a recorder's QR code"),
    "device.enrolled": Text("thêm điện thoại người ghi", "enrolled a recorder's phone"),
    "device.locked": Text("khóa điện thoại người ghi", "locked a recorder's phone"),
    "device.revoked": Text("thu hồi điện thoại người ghi", "revoked a recorder's phone"),
    "session.ended": Text("đăng xuất từ xa", "ended a session"),
    "lock.opened": Text("mở khóa đăng nhập", "opened a lock-out"),
    "user.made": Text("tạo tài khoản", "made an account"),
    "user.erased": Text("xóa dữ liệu của người", "erased a person's data"),
    "account.factors_forgotten": Text("gỡ xác thực hai lớp", "took off the second factor"),
    "address.died": Text("địa chỉ thư không nhận được", "an address bounced"),
    "notices.wished": Text("chọn cách nhận thông báo", "chose how to be told"),
    "consent.given": Text("đồng ý về dữ liệu cá nhân", "gave consent"),
    "consent.withdrawn": Text("rút đồng ý", "withdrew consent"),
    "privacy.asked": Text("yêu cầu về dữ liệu cá nhân", "asked about personal data"),
    "privacy.answered": Text("trả lời yêu cầu dữ liệu cá nhân", "answered about personal data"),
    "privacy.exported": Text("tải dữ liệu cá nhân của mình", "took own data along"),
    "decision.entered": Text("nhập văn bản của kế hoạch", "entered a decision"),
    "task.changed": Text("sửa nhiệm vụ", "changed a task"),
    "campaign.opened": Text("mở đợt hỏi nhu cầu", "opened a campaign"),
    "need.proposed": Text("đề xuất nhu cầu", "proposed a need"),
    "need.nothing": Text("trả lời không có nhu cầu", "answered that nothing is needed"),
    "need.nothing_taken_back": Text("thôi trả lời không có nhu cầu", "took back that nothing is needed"),
    "need.changed": Text("sửa nhu cầu", "changed a need"),
    "need.accepted": Text("đưa nhu cầu vào danh sách", "accepted a need"),
    "need.returned": Text("trả lại nhu cầu", "returned a need"),
    "need.merged": Text("gộp nhu cầu", "merged a need"),
    "need.taken_up_again": Text("xem lại nhu cầu", "took a need up again"),
    "vintage.entered": Text("nhập số liệu thống kê", "entered statistics"),
    "break.flagged": Text("đánh dấu gãy chuỗi", "flagged a break"),
    "run.made": Text("tính TFP", "made a TFP run"),
    "run.reproduced": Text("tính lại TFP để kiểm tra", "reproduced a TFP run"),
    "run.reviewed": Text("duyệt kết quả TFP", "reviewed a TFP run"),
    "report-template.placed": Text("thay mẫu báo cáo", "placed a report template"),
    "assessment.begun": Text("bắt đầu tự đánh giá", "began a self-assessment"),
    "assessment.finished": Text("xong tự đánh giá", "finished a self-assessment"),
    "assessment.shared": Text("chia sẻ tự đánh giá", "shared a self-assessment"),
    "improvement.begun": Text("lập kế hoạch cải tiến", "made an improvement plan"),
    "improvement.changed": Text("sửa kế hoạch cải tiến", "changed an improvement plan"),
    "improvement.step_added": Text("thêm việc cải tiến", "added an improvement step"),
    "improvement.step_changed": Text("sửa việc cải tiến", "changed an improvement step"),
    "improvement.measure_added": Text("thêm số đo", "added a measure"),
    "improvement.measure_changed": Text("sửa số đo", "changed a measure"),
    "item.added": Text("thêm tiêu chuẩn, công cụ", "added a standard or tool"),
    "item.changed": Text("sửa tiêu chuẩn, công cụ", "changed a standard or tool"),
    "item.superseded": Text(
        "ra bản mới của tiêu chuẩn, công cụ", "entered a new edition of a standard or tool"
    ),
    "item.ended": Text("kết thúc bản tiêu chuẩn, công cụ", "ended an edition of a standard or tool"),
    "questionnaire.entered": Text("nhập bộ câu hỏi", "entered a questionnaire"),
    "document.entered": Text("nhập văn bản", "entered a document"),
    "document.changed": Text("sửa văn bản", "changed a document"),
    "document.related": Text("ghi quan hệ giữa văn bản", "related two documents"),
    "document.unrelated": Text("rút quan hệ giữa văn bản", "withdrew a relation of documents"),
    "document.circulated": Text("phổ biến văn bản", "circulated a document"),
    "document.read": Text("xác nhận đã đọc", "confirmed reading"),
    "document.reminded": Text("nhắc đọc văn bản", "reminded of a document"),
    "library.followed": Text("chọn nội dung theo dõi", "chose what to follow"),
    "dossier.begun": Text("mở hồ sơ chính sách", "began a policy dossier"),
    "dossier.changed": Text("sửa hồ sơ chính sách", "changed a policy dossier"),
    "dossier.drafted": Text("thêm dự thảo", "added a draft"),
    "dossier.opened": Text("lấy ý kiến dự thảo", "opened a consultation"),
    "dossier.opinion_given": Text("góp ý dự thảo", "gave an opinion"),
    "dossier.opinion_answered": Text("trả lời ý kiến", "answered an opinion"),
    "dossier.weighed": Text("tiếp thu, giải trình", "weighed the opinions"),
    "dossier.finished": Text("ban hành chính sách", "finished a policy"),
    "dossier.dropped": Text("dừng hồ sơ chính sách", "dropped a policy"),
    "standard.proposed": Text("đề xuất tiêu chuẩn", "proposed a standard"),
    "standard.accepted": Text("nhận đề xuất tiêu chuẩn", "accepted a proposed standard"),
    "standard.returned": Text("trả lại đề xuất tiêu chuẩn", "returned a proposed standard"),
    "visit.added": Text("ghi chuyến học tập", "added a study visit"),
    "visit.changed": Text("sửa chuyến học tập", "changed a study visit"),
    "benchmark.entered": Text("nhập số liệu so sánh", "entered a benchmark"),
    "award_file.begun": Text("mở hồ sơ giải thưởng", "began an award file"),
    "award_file.paper_added": Text("thêm giấy vào hồ sơ giải thưởng", "added a paper to an award file"),
    "case.drafted": Text("soạn hồ sơ hỗ trợ", "drafted a case"),
    "case.edited": Text("sửa hồ sơ hỗ trợ", "edited a case"),
    "case.paper": Text("thêm giấy vào hồ sơ", "added a paper to a case"),
    "case.paper_dropped": Text("bỏ giấy khỏi hồ sơ", "dropped a paper of a case"),
    "case.thrown_away": Text("bỏ bản nháp hồ sơ", "threw a draft away"),
    "case.moved": Text("chuyển trạng thái hồ sơ", "moved a case"),
    "case.opened": Text("mở hồ sơ xem xét", "opened a case"),
    "case.officer": Text("giao người xử lý hồ sơ", "gave a case to an officer"),
    "case.said": Text("nhắn trong hồ sơ", "wrote in a case"),
    "case.note": Text("ghi chú nội bộ hồ sơ", "noted in a case"),
    "case.asked": Text("yêu cầu bổ sung hồ sơ", "asked for more in a case"),
    "case.answered": Text("bổ sung hồ sơ", "answered in a case"),
    "case.supplemented": Text("bổ sung một mục", "supplemented a case"),
    "case.extended": Text("gia hạn hồ sơ", "extended a case"),
    "case.expert": Text("giao chuyên gia thẩm định", "gave a case to an expert"),
    "case.declared": Text("khai xung đột lợi ích", "declared a conflict of interest"),
    "case.judged": Text("cho ý kiến thẩm định", "judged a case"),
    "case.council": Text("hội đồng chấm hồ sơ", "scored a case in council"),
    "case.ruled": Text("quyết định hồ sơ", "ruled on a case"),
    "case.contract": Text("ghi hợp đồng hỗ trợ", "entered a contract"),
    "case.stage": Text("ghi giai đoạn thực hiện", "entered a stage"),
    "case.accepted": Text("nghiệm thu", "accepted the work"),
    "case.certified": Text("gắn giấy chứng nhận", "named a certificate"),
    "case.followed": Text("theo dõi sau hỗ trợ", "followed up"),
    "case.measured": Text("ghi số đo năng suất", "entered measures"),
    "expert.added": Text("thêm chuyên gia", "added an expert"),
    "expert.changed": Text("sửa chuyên gia", "changed an expert"),
    "competence.added": Text("thêm năng lực chuyên gia", "added a competence"),
    "competence.revoked": Text("thu hồi năng lực chuyên gia", "revoked a competence"),
    "support_kind.set": Text("đặt loại hỗ trợ", "set a kind of support"),
    "support_prefix.set": Text("đặt đầu mã hồ sơ", "set the cases' prefix"),
    "day.told": Text("ghi ngày nghỉ, ngày làm bù", "told a day off"),
    "day.forgotten": Text("bỏ ngày nghỉ, ngày làm bù", "forgot a day off"),
    "delegation.began": Text("ủy quyền", "delegated"),
    "delegation.ended": Text("kết thúc ủy quyền", "ended a delegation"),
    "indicator.closed": Text("chốt kỳ chỉ tiêu", "closed a period"),
    "indicator.declared": Text("khai báo số chỉ tiêu", "declared a figure"),
    "target.set": Text("đặt mức chỉ tiêu", "set a target"),
    "task.funded": Text("ghi kinh phí nhiệm vụ", "entered a funding"),
    "setting.set": Text("đặt con số hệ thống", "set a figure"),
    "subscription.ended": Text("kết thúc đăng ký nhận", "ended a subscription"),
    "user.rectified": Text("sửa dữ liệu cá nhân", "rectified a person's data"),
    "work.reminded": Text("nhắc việc", "reminded of a work"),
    "award_file.handed-in": Text("nộp hồ sơ giải thưởng", "handed in an award file"),
    "award_file.returned": Text("trả lại hồ sơ giải thưởng", "returned an award file"),
    "award_file.passed-on": Text("chuyển hồ sơ tới hội đồng sơ tuyển", "passed an award file on"),
    "standard.sent": Text("gửi đề xuất tiêu chuẩn", "sent a proposed standard on"),
    "standard.issued": Text("tiêu chuẩn được ban hành", "a proposed standard was issued"),
    "account.password_changed": Text("đổi mật khẩu", "changed the password"),
    "account.password_set": Text("đặt mật khẩu", "set a password"),
    "account.password_reset": Text("đặt lại mật khẩu qua thư", "reset the password by mail"),
    "account.totp_activated": Text("bật mã xác thực", "turned codes on"),
    "account.totp_deactivated": Text("tắt mã xác thực", "turned codes off"),
    "account.webauthn_added": Text("thêm passkey", "added a passkey"),
    "account.webauthn_removed": Text("bỏ passkey", "removed a passkey"),
    "account.recovery_codes_generated": Text("tạo mã dự phòng", "made recovery codes"),
    "account.account_connected": Text("nối nơi đăng nhập khác", "connected a sign-on"),
    "account.account_disconnected": Text("bỏ nối nơi đăng nhập", "disconnected a sign-on"),
    "token.made": Text("tạo khóa truy cập", "made a token"),
    "token.revoked": Text("thu hồi khóa truy cập", "revoked a token"),
}


def deed(entry: Entry) -> Text:
    """What was done, in words; a deed without words here is told by its name."""
    return DEEDS.get(entry.verb, Text(entry.verb, entry.verb))


def details(entry: Entry) -> str:
    """What the entry says beside, in one line."""
    return ", ".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in entry.details.items()
    )


def register(request: HttpRequest) -> Table:
    """The entries, as they were asked for."""
    return take(
        request.GET,
        name=NAME,
        columns=COLUMNS,
        rows=rows(),
        choices=CHOICES,
        search=_search,
        search_hint=HINT,
        empty=EMPTY,
        per_page=50,
    )


def rows() -> QuerySet[Entry]:
    """Every entry with its actor, the latest first."""
    return Entry.objects.select_related("actor").order_by("-id")


CHOICES = (
    Choice(
        "ve",
        Text("Về", "About"),
        list(KINDS.items()),
        lambda found, stem: found.filter(verb__startswith=stem),
    ),
)


def _search(found: QuerySet[Entry], typed: str) -> QuerySet[Entry]:
    return found.filter(
        Q(verb__icontains=typed) | Q(subject__icontains=typed) | Q(actor__username__istartswith=typed)
    )
