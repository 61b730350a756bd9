"""The link types of the GS1 Web Vocabulary (1.16) with which a resolver says what stands behind a link.

Source: https://ref.gs1.org/voc/data/linktypes. The Vietnamese words are ours: they are shown to whoever makes a link.
"""

from __future__ import annotations

from nguongoc.domain.problem import Text

VOCABULARY = "https://ref.gs1.org/voc/"
_STEMS = ("gs1:", VOCABULARY, "https://gs1.org/voc/", "https://www.gs1.org/voc/", "http://gs1.org/voc/")

DEFAULT, DEFAULT_MULTI = "defaultLink", "defaultLinkMulti"
PIP, TRACEABILITY, REGISTRY, VERIFICATION = "pip", "traceability", "registryEntry", "verificationService"
LOCATION, CERTIFICATION = "locationInfo", "certificationInfo"

LINK_TYPES: dict[str, Text] = {
    "activityIdeas": Text("gợi ý hoạt động với sản phẩm", "activity ideas"),
    "allergenInfo": Text("thông tin dị ứng", "allergen information"),
    "appDownload": Text("tải ứng dụng", "app download"),
    "backgroundInfo": Text("câu chuyện sản phẩm", "background information"),
    "brandHomepageClinical": Text("trang nhãn hiệu cho người làm chuyên môn", "brand page for professionals"),
    "brandHomepagePatient": Text("trang nhãn hiệu cho người bệnh", "brand page for patients"),
    "careersInfo": Text("tuyển dụng", "careers"),
    "certificationInfo": Text("chứng nhận", "certification information"),
    "consumerHandlingStorageInfo": Text("bảo quản và sử dụng", "handling and storage"),
    DEFAULT: Text("liên kết mặc định", "default link"),
    DEFAULT_MULTI: Text("liên kết mặc định theo ngôn ngữ", "default link by language"),
    "dpp": Text("hộ chiếu số của sản phẩm", "digital product passport"),
    "eifu": Text("hướng dẫn sử dụng điện tử", "electronic instructions for use"),
    "epcis": Text("kho sự kiện EPCIS", "EPCIS repository"),
    "epil": Text("tờ hướng dẫn điện tử cho người bệnh", "electronic patient leaflet"),
    "eventsInfo": Text("sự kiện, hội chợ", "events"),
    "faqs": Text("câu hỏi thường gặp", "frequently asked questions"),
    "handledBy": Text("bộ phân giải khác phụ trách", "handled by another resolver"),
    "hasRetailers": Text("nơi bán", "where to buy"),
    "homepage": Text("trang của đơn vị", "organisation page"),
    "ingredientsInfo": Text("thành phần", "ingredients"),
    "instructions": Text("hướng dẫn sử dụng", "instructions"),
    "jws": Text("chữ ký số (JWS)", "JSON web signature"),
    "leaveReview": Text("viết đánh giá", "leave a review"),
    "locationInfo": Text("thông tin địa điểm", "location information"),
    "logisticsInfo": Text("thông tin vận chuyển", "logistics information"),
    "loyaltyProgram": Text("chương trình khách hàng thân thiết", "loyalty programme"),
    "masterData": Text("dữ liệu chính", "master data"),
    "menuInfo": Text("thực đơn", "menu"),
    "nutritionalInfo": Text("thông tin dinh dưỡng", "nutritional information"),
    "openingHoursInfo": Text("giờ mở cửa", "opening hours"),
    "paymentLink": Text("thanh toán", "payment"),
    "pip": Text("trang thông tin sản phẩm", "product information page"),
    "productSustainabilityInfo": Text("phát triển bền vững (tên cũ)", "sustainability (deprecated name)"),
    "promotion": Text("khuyến mại", "promotion"),
    "purchaseSuppliesOrAccessories": Text("mua phụ kiện, vật tư kèm", "supplies or accessories"),
    "quickStartGuide": Text("hướng dẫn nhanh", "quick start guide"),
    "recallStatus": Text("tình trạng thu hồi", "recall status"),
    "recipeInfo": Text("công thức nấu, pha", "recipes"),
    "registerProduct": Text("đăng ký mua hàng", "register the purchase"),
    REGISTRY: Text("mục trong sổ đăng ký của tỉnh", "entry in a register"),
    "relatedImage": Text("hình ảnh", "related image"),
    "relatedVideo": Text("phim, video", "related video"),
    "reportFound": Text("báo nhặt được", "report found"),
    "review": Text("đánh giá", "reviews"),
    "safetyInfo": Text("an toàn", "safety information"),
    "scheduleTime": Text("đặt lịch", "scheduling"),
    "serviceInfo": Text("dịch vụ, bảo hành", "service information"),
    "smartLabel": Text("SmartLabel", "SmartLabel"),
    "smpc": Text("tóm tắt đặc tính sản phẩm", "summary of product characteristics"),
    "socialMedia": Text("mạng xã hội", "social media"),
    "statisticInfo": Text("số liệu", "statistics"),
    "subscribe": Text("đăng ký nhận tin", "subscribe"),
    "support": Text("hỗ trợ khách hàng", "support"),
    "sustainabilityInfo": Text("phát triển bền vững, tái chế", "sustainability and recycling"),
    "traceability": Text("truy xuất nguồn gốc", "traceability"),
    "tutorial": Text("bài hướng dẫn", "tutorial"),
    "userAgreement": Text("điều khoản, cam kết", "agreement"),
    VERIFICATION: Text("dịch vụ xác minh", "verification service"),
    "whatsInTheBox": Text("trong hộp có gì", "what is in the box"),
}

DEPRECATED = frozenset({"productSustainabilityInfo"})
OURS = frozenset({DEFAULT, DEFAULT_MULTI, REGISTRY, VERIFICATION, "handledBy"})
"""What the province's own system says of goods; an enterprise registers all others."""
OFFERED = tuple(name for name in LINK_TYPES if name not in OURS | DEPRECATED)


def name_of(given: str) -> str:
    """The bare name behind any of the ways in which a link type is written: `gs1:pip`, its URI, `pip`."""
    for stem in _STEMS:
        if given.startswith(stem):
            return given.removeprefix(stem)
    return given
