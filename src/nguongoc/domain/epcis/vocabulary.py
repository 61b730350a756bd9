"""The words of the Core Business Vocabulary (CBV 2.0, §7) and the spellings each may arrive in.

A standard value has four spellings: the bare word of JSON (`shipping`), the CBV URN of EPCIS 1.x
(`urn:epcglobal:cbv:bizstep:shipping`), the web URI (`https://ref.gs1.org/cbv/BizStep-shipping`) and the
compact form of it (`cbv:BizStep-shipping`). The bare word is the one this project keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

CBV = "https://ref.gs1.org/cbv/"
GS1_VOC = "https://gs1.org/voc/"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One list of standard words: the web URI and the URN that stand before each word."""

    name: str
    web: str
    urn: str
    words: frozenset[str]


def _vocabulary(name: str, web: str, urn: str, words: str) -> Vocabulary:
    return Vocabulary(name, web, urn, frozenset(words.split()))


BIZ_STEP = _vocabulary(
    "bizStep",
    CBV + "BizStep-",
    "urn:epcglobal:cbv:bizstep:",
    """accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
    decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting
    installing killing loading other packing picking receiving removing repackaging repairing replacing reserving
    retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting
    unloading unpacking void_shipping""",
)
DISPOSITION = _vocabulary(
    "disposition",
    CBV + "Disp-",
    "urn:epcglobal:cbv:disp:",
    """active available completeness_inferred completeness_verified conformant container_closed container_open
    damaged destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class
    mismatch_instance mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other
    partially_dispensed recalled reserved retail_sold returned sellable_accessible sellable_not_accessible stolen
    unavailable unknown""",
)
BIZ_TRANSACTION_TYPE = _vocabulary(
    "bizTransactionType",
    CBV + "BTT-",
    "urn:epcglobal:cbv:btt:",
    "bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt",
)
SOURCE_DESTINATION_TYPE = _vocabulary(
    "sourceDestinationType",
    CBV + "SDT-",
    "urn:epcglobal:cbv:sdt:",
    "location owning_party possessing_party",
)
ERROR_REASON = _vocabulary(
    "errorReason", CBV + "ER-", "urn:epcglobal:cbv:er:", "did_not_occur incorrect_data"
)
COMPONENT = _vocabulary(
    "component",
    CBV + "Comp-",
    "urn:epcglobal:cbv:comp:",
    """altitude axial_distance azimuth easting elevation_angle height latitude longitude northing polar_angle
    spherical_radius x y z""",
)
MEASUREMENT_TYPE = _vocabulary(
    "measurementType",
    GS1_VOC,
    "",
    """AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance
    AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance
    Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity
    ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency
    Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux
    LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate
    MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux
    RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume Speed
    SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction
    VolumetricFlux Wavenumber""",
)
SENSOR_ALERT = _vocabulary("sensorAlertType", GS1_VOC, "", "ALARM_CONDITION ERROR_CONDITION")

ALL = (
    BIZ_STEP,
    DISPOSITION,
    BIZ_TRANSACTION_TYPE,
    SOURCE_DESTINATION_TYPE,
    ERROR_REASON,
    COMPONENT,
    MEASUREMENT_TYPE,
    SENSOR_ALERT,
)

EVENT_TYPES = frozenset(
    ("ObjectEvent", "AggregationEvent", "TransactionEvent", "TransformationEvent", "AssociationEvent")
)


def _bare_words() -> dict[str, str]:
    spelled = {}
    for vocabulary in ALL:
        compact = vocabulary.web.replace(CBV, "cbv:").replace(GS1_VOC, "gs1:")
        for word in vocabulary.words:
            spelled[vocabulary.web + word] = word
            spelled[compact + word] = word
            if vocabulary.urn:
                spelled[vocabulary.urn + word] = word
    return spelled


_BARE = _bare_words()


def cbv(word_or_uri: str) -> str:
    """The bare CBV word of any of its spellings; anything else unchanged (own values stay URIs)."""
    return _BARE.get(word_or_uri, word_or_uri)


@lru_cache(maxsize=4096)
def web_uri(word: str, vocabulary: Vocabulary) -> str:
    """The web URI of a bare standard word; anything else unchanged."""
    return vocabulary.web + word if word in vocabulary.words else word
