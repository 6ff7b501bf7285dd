import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.readers.blocks import Piece
from retrieval.readers.furniture import is_bare_word, is_furniture, leave_out

FURNITURE = """
top of page|bottom of page|Back to top|↑ Back to top|Skip to content|Skip to main content|Toggle navigation|Main menu
Home > Blog > Justice|Home › Essays|You are here: Home / Essays|Log In / Sign Up|Log in|Sign up|Search for:
Open in app
Previous post|← Previous Post|Next post →|Next Post: What Comes Next|Older posts|Page 2 of 7|Print this page|Permalink
486 views0 comments|12 Comments|1 comment|3 likes|1.2K Followers|0 comments|No comments yet|Comments (3)
Like Loading...
4 min read|4-minute read|Reading time: 4 minutes|Be the first to like this.|Post not marked as liked
Share this:|Share this post|Share on Facebook|Tweet this|Share via Email|Copy link
Click to share on X (Opens in new window)
Share Tweet Email|FacebookTwitterEmail|Facebook | Twitter | LinkedIn|Follow us on Instagram|Link copied!
Recent Posts|Related Posts|Related articles|See All|View all|You may also like|You might also like|Read next|Up next
Read more|Continue reading|Most read|More from Medium|Recommended from Medium|Tags: ally, power|Filed under Essays
Uncategorized
Posted in Essays | Tagged ally|Leave a comment|Leave a Reply|Write a comment...|Cancel reply|Comments are closed.
Log in to leave a comment|Comments Off on A Winter|2 thoughts on “A Winter”|View all comments|Post Comment
Your email address will not be published. Required fields are marked *|Notify me of new posts by email.
We use cookies to improve your experience on our site.|This website uses cookies.|Accept all|Accept cookies
Cookie settings
By continuing to use this site you agree to our use of cookies.|Privacy Policy|Terms of Service
Subscribe to our newsletter|Sign up for our weekly newsletter|Enter your email|Get the latest posts in your inbox
Thanks for reading The Loaf! Subscribe for free to receive new posts and support my work.
Already a subscriber? Sign in
Type your email…|This post is public so feel free to share it.|Discussion about this post|Member-only story
© 2019 The Gazette|© 2019 The Gazette. All rights reserved.|All rights reserved.|Copyright 2021 The Blog
(c) 2020 A Person
Proudly powered by WordPress|Powered by Squarespace|Blog at WordPress.com.
Create a free website or blog at WordPress.com.
Photo by Jane Doe|Photo by Jane Doe on Unsplash|Photo: Jane Doe/Reuters|(Photo courtesy of the Gazette)
Image credit: NASA
Illustration by Jane Doe|PHOTO BY JANE DOE|Sudan's protests. Photo courtesy of|The square at dawn. Photo by Jane Doe
Image via Wikimedia Commons|Jane Doe / Getty Images|Credit: Jane Doe|Photograph by Jane Doe for The Gazette
Skip to site index|Share full article|Credit...Illustration by Jane Doe; photographs by John Roe
Follow The Gazette on Facebook, Twitter (@gazette) and Instagram.
Advertisement|Story continues below advertisement|* * *|---|·|→|⁂
"""

PROSE = """
Share this burden with us.|Photo by photo, she built the archive.|Home is where the bread is.
Comments like these hurt.
Print was her first love.|About bread, nothing more was said.|By continuing, we agree to carry it.|No reply.
No comment.
We use cookies to bribe the children.|Thanks for reading me so patiently, all of you!|Next: the question of trust
See, all of them came.|Recent posts on the fence were painted red.|Like this, she said.|Follow the bread.
Photo by Jane Doe shows the square at dawn.|The image: a loaf, a knife, a hand.|She took the photo by herself.
Copyright law was the trouble.|(c) the third of my reasons|Credit where credit is due.|Tags were sewn into the coats.
Read more slowly.|Subscribe to nothing.|She liked 3 comments and 2 views of the sea.|4 minutes later it was over.
Search as we might, we found none.|Design by nature is political.|Site by site, we built it.|Up next door they sang.
Follow the money on Facebook and you will find bread.
She sold it to Getty Images.
Enter your emails into the book of life, she said, and laughed.
And all rights reserved to the crown.
By using consent as her key, she opens every door in the argument.|Previous posts had rotted.|Menu|share|I
"""


def lines(table: str) -> list[str]:
    return [line.strip() for row in table.strip().split("\n") for line in _cells(row)]


def _cells(row: str) -> list[str]:
    """A bar without blanks around it separates; one with blanks belongs to a line."""
    return row.replace(" | ", "\x00").replace("|", "\n").replace("\x00", " | ").split("\n")


@pytest.mark.parametrize("line", lines(FURNITURE))
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", lines(PROSE))
def test_prose_that_looks_like_furniture(line: str) -> None:
    assert not is_furniture(line)


@pytest.mark.parametrize(
    "line", ["Share", "Home", "Comments", "Print", "About", "MENU", "Tweet", "Copy link", "Related:"]
)
def test_bare_words_count_alone_on_their_line(line: str) -> None:
    assert is_bare_word(line)


@pytest.mark.parametrize("line", ["share", "Share.", "Home again", "home", "Abouts", "“Print”"])
def test_bare_words_count_only_as_they_stand_on_buttons(line: str) -> None:
    assert not is_bare_word(line)


def left_out(*pieces: tuple[str, str]) -> list[str]:
    marked = leave_out([Piece(kind, text) for kind, text in pieces])  # type: ignore[arg-type]
    assert [piece.text for piece in marked] == [text for _, text in pieces]
    return [piece.text for piece in marked if piece.kind == "left out"]


def test_a_heading_may_be_a_bare_word_but_not_a_rule() -> None:
    assert left_out(("heading", "Home"), ("heading", "Related Posts")) == ["Related Posts"]


def test_a_list_is_furniture_as_a_whole_or_not_at_all() -> None:
    assert left_out(("item", "- Home"), ("item", "- Work"), ("item", "- School")) == []
    assert left_out(("item", "- Home"), ("item", "- About"), ("item", "- Shop")) == ["- Home", "- About", "- Shop"]


def test_doubtful_words_go_only_beside_certain_ones() -> None:
    assert left_out(("paragraph", "News"), ("paragraph", "Bread came.")) == []
    assert left_out(("paragraph", "News"), ("paragraph", "Log in"), ("paragraph", "Shop")) == ["News", "Log in", "Shop"]
    assert left_out(("paragraph", "12"), ("paragraph", "Share")) == ["12", "Share"]


@settings(deadline=2000)
@given(
    st.lists(
        st.sampled_from(
            "1 views|12k|comments |share |tweet|email|x |(|)|A|-|by |By |Photo |photo: |& |© |of |home > |> |cookies "
            "|our |the |we use |subscribe to |Getty Images|.|, |a|more|loading|· |\u00a0|log in |post ".split("|")
        ),
        max_size=150,
    ).map("".join)
)
def test_no_line_takes_long(line: str) -> None:
    """Rules with a way to try every split of a long line would hang here."""
    is_furniture(line[:300])
    is_bare_word(line)
