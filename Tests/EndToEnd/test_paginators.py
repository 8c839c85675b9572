"""Every paginator of botocore's model of IAM: pages of any size make the whole, whatever happens between them."""

import pytest
from botocore import xform_name
from botocore.session import get_session

from support.listings import LISTINGS
from support.refusals import refused

PAGINATORS = get_session().get_paginator_model("iam")._paginator_config


def test_there_is_a_recipe_for_every_paginator():
    assert sorted(LISTINGS) == sorted(PAGINATORS)


@pytest.fixture(params=sorted(PAGINATORS))
def listing(request, account):
    """A listing with as many elements as the test can make, and `pages_of` to read it."""
    if account.post("iam", {"Action": request.param}).error[1] == "InvalidAction":
        pytest.skip("the server does not have it")
    made = LISTINGS[request.param](account.iam)
    made.fill()
    made.operation = request.param
    return made


def page_of(listing, **parameters):
    """One page: its elements, and its marker where there is more."""
    page = getattr(listing.iam, xform_name(listing.operation))(**listing.parameters, **parameters)
    keys = PAGINATORS[listing.operation]["result_key"]
    elements = [element for key in ([keys] if isinstance(keys, str) else keys) for element in page.get(key, [])]
    assert page["IsTruncated"] == ("Marker" in page)
    return elements, page.get("Marker")


def names_of(listing, marker=None, size=1000) -> list:
    """What the pages from a marker on name, in order."""
    found, pages = [], 0
    while True:
        elements, marker = page_of(listing, MaxItems=size, **({"Marker": marker} if marker else {}))
        assert len(elements) <= size
        found += [listing.identify(element) for element in elements]
        pages += 1
        assert pages <= listing.count + 3, "the list does not end"
        if marker is None:
            return found


def test_pages_of_any_size_make_the_whole(listing):
    whole = names_of(listing)
    assert sorted(whole) == sorted(listing.names.values())
    for size in (1, 2, 3, listing.count):
        assert sorted(names_of(listing, size=size)) == sorted(whole), f"in pages of {size}"
    if len(PAGINATORS[listing.operation]["result_key"]) == 1 or isinstance(
            PAGINATORS[listing.operation]["result_key"], str):
        assert names_of(listing, size=2) == whole, "in the same order"


def test_the_paginator_of_the_client_library_reads_the_whole(listing):
    paginator = listing.iam.get_paginator(xform_name(listing.operation))
    full = paginator.paginate(**listing.parameters, PaginationConfig={"PageSize": 2}).build_full_result()
    keys = PAGINATORS[listing.operation]["result_key"]
    found = [listing.identify(one) for key in ([keys] if isinstance(keys, str) else keys) for one in full.get(key, [])]
    assert sorted(found) == sorted(listing.names.values())


def test_what_comes_and_goes_between_pages_hides_and_repeats_nothing(listing):
    if not listing.can_change:
        pytest.skip("nothing can come or go")
    elements, marker = page_of(listing, MaxItems=3)
    seen = [listing.identify(element) for element in elements]
    numbers = {name: number for number, name in listing.names.items()}
    kept = set(listing.names.values()) - {seen[-1]}
    # The one that the marker is about goes, and so does one that was not seen yet; others come.
    unseen = next(name for name in listing.names.values() if name not in seen)
    kept.discard(unseen)
    listing.take(numbers[seen[-1]])
    listing.take(numbers[unseen])
    for number in (40, 41, 42):
        listing.put(number)
    rest = names_of(listing, marker, size=2)
    everything = seen + rest
    assert len(everything) == len(set(everything)), "something came twice"
    assert kept <= set(everything), "something was hidden"
    assert unseen not in rest


def refuses_marker(listing):
    """Expects a marker to be refused. The simulator has words of its own, and a code that its model declares."""
    if listing.operation.startswith("Simulate"):
        return refused("InvalidInput", 400, "Invalid marker for pagination.")
    return refused("ValidationError", 400, "Invalid Marker.")


@pytest.mark.parametrize("marker", ["nonsense", "AAAA", "00", "%00", "x" * 320])
def test_a_marker_that_was_not_given_out_is_refused(listing, marker):
    with refuses_marker(listing):
        page_of(listing, Marker=marker)


def test_a_marker_of_another_listing_is_refused(listing, account):
    iam = account.iam
    other = "list_groups" if listing.operation != "ListGroups" else "list_users"
    for name in ("z1", "z2"):
        if other == "list_groups":
            iam.create_group(GroupName=name)
        else:
            iam.create_user(UserName=name)
    marker = getattr(iam, other)(MaxItems=1)["Marker"]
    with refuses_marker(listing):
        page_of(listing, Marker=marker)
