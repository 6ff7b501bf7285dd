"""The meeting that the page promises: "+1 day" opens it, and more days bring it to its end."""

from bot.demo.meetings import plan_meetings
from bot.demo.world import World

DAY = 24 * 3600


async def test_a_day_later_the_session_opens_and_days_later_it_is_over(visited: World) -> None:
    await plan_meetings(visited)
    home = visited.server.channels["meetings"]
    assert (len(home.history()), len(home.threads)) == (1, 0)
    await visited.env.advance_time(DAY)
    (thread,) = home.threads
    begun = len(thread.history())
    assert begun >= 1
    await visited.env.advance_time(2 * DAY)
    assert len(thread.history()) > begun
    for _ in range(4):
        await visited.env.advance_time(DAY)
    assert "That was" in str(thread.history()[-1].components)
