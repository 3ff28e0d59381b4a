import pytest

from tests.personal_data import found, pieces, values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("48.137154, 11.576124", "48.137154,11.576124"),
        ("-33.868820,151.209290", "-33.86882,151.20929"),
        ("GPS: 48.1371 11.5761", "48.1371,11.5761"),
        ("48.137154° N, 11.576124° W", "48.137154,-11.576124"),
        ("Koordinaten 48,137154; 11,576124", "48.137154,11.576124"),
        ('{"lat": 48.13715, "lng": 11.57612}', "48.13715,11.57612"),
        ("latitude: 52.520008\nlongitude: 13.404954", "52.520008,13.404954"),
        ("lat=48.8566&lon=2.3522", "48.8566,2.3522"),
        ("https://maps.google.com/?q=48.137154,11.576124", "48.137154,11.576124"),
        ("48°08'14.0\"N 11°34'31.0\"E", "48.137222,11.575278"),
        ("x,-19.247741,-24.049436,y", "-19.247741,-24.049436"),
    ],
)
def test_places_are_found(text: str, value: str) -> None:
    assert values(text, "coordinates") == [value]


def test_the_signs_belong_to_the_piece() -> None:
    assert pieces("at -33.868820, -151.209290.") == ["-33.868820, -151.209290"]


@pytest.mark.parametrize(
    "text",
    [
        "3.14159, 2.71828",
        "[0.12345, 0.67891, 0.23456]",
        "[4.03346, 19.96046, -25.84829, -15.19757, 15.04388]",
        "GPS 98.12345, 200.12345",
        "12.34, 56.78",
        "[[9.597154162763948, 11.725484450296079],",
        "loss 0.69314 accuracy 0.51234",
        "1.234567 | 98.765432",
    ],
)
def test_other_pairs_of_numbers_are_none(text: str) -> None:
    assert found(text) == []
