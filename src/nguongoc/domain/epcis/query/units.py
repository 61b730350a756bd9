"""Units of measure (UN/ECE Recommendation 20) and how they convert, for the values of sensors.

A unit is `factor` times its dimension's base unit; temperatures have an `offset` too:
base = (value + offset) · factor. Exact: factors are fractions.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple


class Unit(NamedTuple):
    """One unit: its dimension, and what makes it the base unit of that dimension."""

    dimension: str
    factor: Fraction
    offset: Fraction = Fraction(0)


# Dimension, then CODE=factor; a factor may be a fraction. Sources: UN/ECE Recommendation 20, revision 17; the
# pound, inch, gallon and mile by the international agreement of 1959; calorie and BTU of the International Table.
_SCALES = """
mass KGM=1 GRM=1e-3 MGM=1e-6 MC=1e-9 CGM=1e-5 DJ=1e-2 HGM=1e-1 DTN=100 TNE=1000 KTN=1000000 LBR=0.45359237
 ONZ=0.028349523125 STI=6.35029318 STN=907.18474 LTN=1016.0469088 CWI=50.80234544 APZ=0.0311034768
length MTR=1 DMT=0.1 CMT=0.01 MMT=0.001 4H=1e-6 C45=1e-9 A45=10 HMT=100 KMT=1000 INH=0.0254 FOT=0.3048 YRD=0.9144
 AK=1.8288 SMI=1609.344 NMI=1852
area MTK=1 DMK=0.01 CMK=1e-4 MMK=1e-6 KMK=1000000 HAR=10000 ARE=100 DAA=1000 INK=0.00064516 FTK=0.09290304
 YDK=0.83612736 ACR=4046.8564224 MIK=2589988.110336
volume MTQ=1 DMQ=0.001 CMQ=1e-6 MMQ=1e-9 LTR=0.001 DLT=1e-4 CLT=1e-5 MLT=1e-6 4G=1e-9 HLT=0.1 K6=1 MAL=1000
 INQ=0.000016387064 FTQ=0.028316846592 YDQ=0.764554857984 GLL=0.003785411784 GLI=0.00454609
 PTL=0.000473176473 PTI=0.00056826125 QTL=0.000946352946 QTI=0.0011365225 OZA=0.0000295735295625
 OZI=0.0000284130625
time SEC=1 C26=0.001 B98=1e-6 C47=1e-9 MIN=60 HUR=3600 DAY=86400 WEE=604800
pressure PAL=1 A97=100 KPA=1000 MPA=1000000 MBR=100 BAR=100000 ATM=101325 UA=20265/152 HN=133.322387415
 PS=6894.757293168 F79=3386.38864
speed MTS=1 2M=0.01 C16=0.001 M62=1000 KMH=5/18 2X=1/60 HM=0.44704 KNT=463/900 FS=0.3048 FR=0.00508
acceleration MSK=1 A76=0.01 C11=1e-5 M38=1000 A73=0.3048 K40=9.80665
frequency HTZ=1 KHZ=1000 MHZ=1000000 A86=1e9 D29=1e12
energy JOU=1 KJO=1000 3B=1000000 GV=1e9 WHR=3600 KWH=3600000 MWH=3600000000 GWH=3600000000000 D70=4.1868
 E14=4186.8 BTU=1055.05585262
power WTT=1 D80=1e-6 C31=0.001 KWT=1000 MAW=1000000 A90=1e9
current AMP=1 4K=0.001 B84=1e-6 B22=1000
voltage VLT=1 D82=1e-6 2Z=0.001 KVT=1000 B78=1000000
resistance OHM=1 E45=0.001 B49=1000 B75=1000000
force NEW=1 C20=0.001 B47=1000 B73=1000000
angle DD=1 D61=1/60 D62=1/3600 A91=0.9
density KMQ=1 23=1000 GJ=1000 B35=1000 B34=1000 D41=1000 GL=1 A93=0.001 M1=0.001 GP=1e-6 GQ=1e-9
illuminance LUX=1 KLX=1000
volumeflow MQS=1 MQH=1/3600 G53=1/60 G52=1/86400 G51=0.001 L2=1/60000 E32=1/3600000 LD=1/86400000 40=1e-6 41=1/60000000
massflow KGS=1 F31=1/60 E93=1/3600 F30=1/86400
conductivity D10=1 G43=1e-6 G42=1e-4 H61=0.1
radioactivity BQL=1 2Q=1000 4N=1000000 GBQ=1e9 CUR=37000000000 MCU=37000000 M5=37000
absorbeddose A95=1 C13=0.001 C80=0.01
equivalentdose D13=1 C28=0.001 D91=0.01
data AD=8 A99=1 2P=8000 4L=8000000 E34=8000000000 E35=8000000000000
fluxdensity D33=1 C29=0.001 D81=1e-6
viscosity C65=1 C24=0.001 C7=0.001 89=0.1
irradiance D54=1 C32=0.001
amount C34=1 C18=0.001 FH=1e-6 B45=1000
concentration C36=1 C38=1000 C35=1000 M33=1
share C62=1 P1=0.01 NX=0.001 59=1e-6 61=1e-9
"""


def _units() -> Iterator[tuple[str, Unit]]:
    dimension = ""
    for word in _SCALES.split():
        code, joint, factor = word.partition("=")
        if joint:
            yield code, Unit(dimension, Fraction(factor))
        else:
            dimension = word
    yield "KEL", Unit("temperature", Fraction(1))
    yield "A48", Unit("temperature", Fraction(5, 9))
    yield "CEL", Unit("temperature", Fraction(1), Fraction("273.15"))
    yield "FAH", Unit("temperature", Fraction(5, 9), Fraction("459.67"))


UNITS: dict[str, Unit] = dict(_units())


def convert(value: Decimal, source: str, target: str, *, difference: bool = False) -> Decimal | None:
    """A value in another unit of the same dimension; None where there is no way from one to the other.

    `difference`: the value is a distance between two values (a standard deviation), which no offset moves.
    """
    if source == target:
        return value
    known, wanted = UNITS.get(source), UNITS.get(target)
    if known is None or wanted is None or known.dimension != wanted.dimension:
        return None
    moved = Fraction(value) + (0 if difference else known.offset)
    return _decimal(moved * known.factor / wanted.factor - (0 if difference else wanted.offset))


def alike(unit: str) -> tuple[str, ...]:
    """All units that convert to this one, itself first; only itself where it is not in the table."""
    known = UNITS.get(unit)
    if known is None:
        return (unit,)
    return (
        unit,
        *(code for code, other in UNITS.items() if other.dimension == known.dimension and code != unit),
    )


def _decimal(exact: Fraction) -> Decimal:
    # Exact where it ends within 28 digits; what never ends (1/9) is cut there, far below any sensor's precision.
    return Decimal(exact.numerator) / Decimal(exact.denominator)
