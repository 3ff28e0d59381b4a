"""Keys with a scope, groups and service accounts, as people make and take them back on their screens."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import httpx2
import pytest
from playwright.async_api import Locator, expect

from tests.browser.test_accessible import violations
from tests.product import Person, Product
from tests.window import PHONE, Look, Window

GERMAN_PHONE: Look = {**PHONE, "locale": "de-DE"}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def row(here: Window, name: str) -> Locator:
    return here.page.get_by_role("listitem").filter(has_text=name)


async def status(product: Product, key: str) -> int:
    async with httpx2.AsyncClient(base_url=product.address) as client:
        return (await client.get("/v1/models", headers={"authorization": f"Bearer {key}"})).status_code


async def test_a_narrowed_key_is_made_shown_once_and_revoked(screen: Window, product: Product) -> None:
    page = screen.page
    await page.goto("/?settings=keys")
    await expect(page.get_by_text("No keys yet")).to_be_visible()
    await page.get_by_label("Name of the new key").fill("Build script")
    await page.get_by_role("button", name="Limit what it may").press("Enter")
    await page.get_by_role("checkbox", name="List of models").press("Space")
    await page.get_by_label("Only from these addresses").fill("nowhere")
    screen.watch.allow("400")
    await page.get_by_role("button", name="Create key").click()
    await expect(page.get_by_text("That is not an address or a network.")).to_be_visible()
    await page.get_by_label("Only from these addresses").fill("127.0.0.0/8, 192.0.2.7")
    await page.get_by_role("combobox", name="Lasts").click()
    await page.get_by_role("option", name="30 days").click()
    await page.get_by_role("button", name="Create key").click()
    key = await page.get_by_test_id("new-key").inner_text()
    assert await status(product, key) == 200
    await page.get_by_role("button", name="I have it").click()
    await expect(page.get_by_text(key)).to_have_count(0)
    line = row(screen, "Build script")
    for shown in ("for List of models only", "from 127.0.0.0/8, 192.0.2.7/32", "until ", key[:10]):
        await expect(line).to_contain_text(shown)
    await line.get_by_role("button", name="Revoke").click()
    await page.get_by_role("dialog", name="Revoke “Build script”?").get_by_role("button", name="Revoke").click()
    await expect(page.get_by_text("No keys yet")).to_be_visible()
    assert await status(product, key) == 401


async def test_an_administrator_makes_a_group_and_a_service_account(
    open_window: Callable[..., Awaitable[Window]], product: Product
) -> None:
    name = uuid4().hex[:8]
    async with product.person(admin=True) as boss:
        here = await open_window(boss)
        page = here.page
        await page.goto("/admin/access")
        for kind, made in (("New group", f"Group {name}"), ("New service account", f"Robot {name}")):
            await page.get_by_role("button", name=kind).click()
            await page.get_by_label("Name").fill(made)
            await page.keyboard.press("Enter")
            await expect(row(here, made).first).to_be_visible()
        await _fill_the_group(here, name)
        key = await _key_for_the_service(here, name)
        assert await status(product, key) == 200
        await row(here, "cron").get_by_role("button", name="Revoke").click()
        await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
        # Behind an open dialog there is no row for anybody, also before the key is gone.
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(row(here, "cron")).to_have_count(0)
        assert await status(product, key) == 401
        await page.get_by_role("button", name=f"Menu of Group {name}").click()
        await page.get_by_role("menuitem", name="Remove").click()
        await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(row(here, f"Group {name}")).to_have_count(0)


async def _fill_the_group(here: Window, name: str) -> None:
    page = here.page
    await page.get_by_role("button", name=f"Menu of Group {name}").click()
    await page.get_by_role("menuitem", name="Members").click()
    dialog = page.get_by_role("dialog", name=f"Group {name}")
    await dialog.get_by_role("combobox", name="Choose somebody").click()
    await page.get_by_role("option", name=f"Robot {name}").click()
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog.get_by_role("button", name=f"Take Robot {name} out of the group")).to_be_visible()
    await dialog.get_by_role("button", name="Done").click()
    await expect(row(here, f"Group {name}")).to_contain_text("1 member")


async def _key_for_the_service(here: Window, name: str) -> str:
    page = here.page
    await page.get_by_role("button", name=f"Menu of Robot {name}").click()
    await page.get_by_role("menuitem", name="New key").click()
    await page.get_by_label("Name of the new key").fill("cron")
    await page.get_by_role("button", name="Create key").click()
    key = await page.get_by_test_id("new-key").inner_text()
    await page.get_by_role("button", name="I have it").click()
    await expect(row(here, "cron")).to_contain_text(f"Robot {name} (service account)")
    return key


async def test_on_a_phone_in_german_and_from_right_to_left_nothing_runs_over(
    open_window: Callable[..., Awaitable[Window]], product: Product, ada: Person
) -> None:
    long = {"models": ["company/a-very-long-name-of-a-model"], "addresses": ["2001:db8:1234:5678::/64", "192.0.2.0/24"]}
    assert (await ada.send("POST", "/api/me/keys", {"name": "Nachtbericht", **long})).status_code == 201
    async with product.person(admin=True) as boss:
        mine = await open_window(ada, **GERMAN_PHONE)
        others = await open_window(boss, **GERMAN_PHONE)
        for here, path, heading in (
            (mine, "/?settings=keys", "API-Schlüssel"),
            (others, "/admin/access", "Dienstkonten"),
        ):
            for address in (path, f"{path}{'&' if '?' in path else '?'}dir=rtl"):
                await here.page.goto(address)
                await expect(here.page.get_by_role("heading", name=heading)).to_be_visible()
                await expect(row(here, "Nachtbericht").first).to_be_visible()
                assert (address, await here.page.evaluate(OVERFLOW)) == (address, 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_forms_and_dialogs_of_access_keep_the_rules_for_accessible_pages(
    open_window: Callable[..., Awaitable[Window]], product: Product, scheme: str
) -> None:
    name = uuid4().hex[:8]
    async with product.person(admin=True) as boss:
        for kind in ("group", "service"):
            assert (await boss.send("POST", f"/api/admin/{kind}s", {"name": f"{kind} {name}"})).status_code == 201
        assert (await boss.send("POST", "/api/me/keys", {"name": "one", "doors": ["chat"]})).status_code == 201
        here = await open_window(boss, color_scheme=scheme)
        page = here.page
        await page.goto("/admin/access")
        await expect(row(here, f"group {name}").first).to_be_visible()
        assert await violations(here) == []
        await page.get_by_role("button", name=f"Menu of group {name}").click()
        await page.get_by_role("menuitem", name="Members").click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await violations(here) == []
        await page.goto("/?settings=keys")
        await page.get_by_role("button", name="Limit what it may").click()
        await page.get_by_role("checkbox", name="Embeddings").check()
        assert await violations(here) == []
