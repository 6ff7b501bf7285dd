"""The words of page furniture, by kind: what stands around an essay on a copied web page.

Lines are compared whole, folded to lower case and straight quotes, without arrows, bullets and colons at their ends.
"""

_SITES = (
    r"(?:facebook|twitter|x|x \(twitter\)|instagram|linkedin|whatsapp|pinterest|reddit|tumblr|telegram"
    r"|mastodon|bluesky|threads"
    r"|pocket|e-?mail|flipboard|youtube|rss|messenger|google\+?|google plus|skype|medium|substack|discord"
    r"|tiktok)"
)
_NUMBER = r"\d[\d.,]*+(?:\s?[km]\b)?+"
_COUNTED = (
    r"(?:views?|comments?|likes?|shares?|claps?|responses?|replies|reply|reads?|retweets?|reposts?"
    r"|restacks?|reactions?"
    r"|followers?|subscribers?|favou?rites|bookmarks|upvotes|notes|post(?:s)? not marked as liked)"
)
_TEXT = r"(?:post|posts|article|articles|story|stories|page|essay|entry|entries|piece|item|site|blog|website)"

WHOLE_LINES = (
    # the page
    r"(?:top|bottom|end|start) of (?:the )?page",
    r"(?:skip|jump) to (?:the )?(?:main )?(?:content|site index|navigation|search|footer|menu|comments|sidebar"
    r"|primary \w+)",
    r"(?:back|go|return|scroll) to (?:the )?top",
    r"(?:toggle|open|close|show|hide|expand) (?:the )?(?:main |mobile |site )?(?:navigation|menu|search"
    r"|sidebar|dropdown)(?: menu)?",
    r"(?:main|primary|secondary|site|post|posts|footer|mobile) (?:menu|navigation)",
    r"(?:you are here|breadcrumbs?)(?:: ?.{0,120})?",
    r"home(?: ?[>›»/→|·] ?[^>›»/→|·]{1,80}){1,6}",
    r"(?:log|sign) ?in(?: ?(?:/|\||or|and) ?(?:sign ?up|register|join|subscribe))?",
    r"sign ?up(?: ?(?:/|\||or)? ?(?:log|sign) ?in)?|log ?out|sign ?out|my account|create account"
    r"|open in app|get the app",
    r"search(?: for| this site| this blog| the site)(?: ?\.\.\.)?|search \.\.\.",
    r"(?:previous|prev|next|older|newer|earlier) (?:post|posts|article|story|entry|entries|page|chapter"
    r"|essay)(?:: ?.{1,120})?",
    r"prev(?:ious)?: .{1,100}|page \d+ of \d+",
    r"print(?: this)?(?: page| article| friendly(?: version)?)|printer[- ]friendly(?: version)?"
    r"|(?:text|font) size|permalink"
    r"|bookmark the permalink\.?|edit this(?: page| post)?|(?:download|save) (?:as |this )?(?:a )?pdf"
    r"|cite this(?: page| article)?",
    r"(?:click to )?enlarge(?: this)?(?: image)?|(?:toggle|hide|view) caption|view (?:larger )?image"
    r"|click (?:here )?to enlarge\.?",
    r"listen to (?:this )?(?:article|story|essay|post)(?: ?[(·-]? ?\d+(?::\d+)? ?(?:min(?:utes?)?)?\)?)?"
    r"|listen now(?: \(.{1,30}\))?",
    r"advertisement|sponsored(?: content)?|story continues below(?: advertisement)?|article continues below"
    r"|report this ad|remove ads",
    # counts
    rf"(?:{_NUMBER}\s*{_COUNTED}[\s·|•,./&-]*+)++\d*|(?:no|one|be the first) (?:comments?|responses?|likes?"
    rf"|views?)(?: yet)?",
    rf"{_COUNTED}(?: ?\(\d+\)| ?: ?\d+)",
    r"(?:(?:about|approx\.?|est\.?|estimated)\s)?~?\d+[\s-]*min(?:ute)?s?\.?[\s-]*read(?:ing)?(?:[\s-]*time)?",
    r"(?:est(?:\.|imated) )?(?:reading|read) time(?: ?[:~-]? ?(?:about )?\d+[\s-]*min(?:ute)?s?\.?(?: "
    r"read)?)?",
    r"(?:like )?loading ?\.{0,3}|be the first to (?:like|comment)(?: this)?\.?"
    r"|(?:post|story) (?:not )?marked as liked\d*",
    # sharing
    rf"(?:share|post|tweet|email|send|pin|like|print|save)(?: (?:this|the|our))(?: {_TEXT})?(?: (?:on|via"
    rf"|by|with|to) {_SITES})?",
    rf"(?:share|tweet|post|save|follow|find|like|join|connect with|send|pin)(?: us| me)? (?:on|to|via|by"
    rf"|in) {_SITES}",
    rf"follow .{{2,60}} on {_SITES}(?:,? (?:and )?(?:{_SITES}|\(?@\w+\)?))*+\.?"
    r"|(?:share|gift|give this) (?:full )?article",
    r"click to (?:share|print|email|tweet|copy)\b.{0,100}|\(?opens in (?:a )?new (?:window|tab)\)?",
    r"(?:copy|get) (?:the )?(?:link|url)|link copied!?|copy (?:link )?to clipboard"
    r"|(?:follow|like) (?:us|me|this blog)"
    r"|(?:sharing|share) (?:is caring!?|options|buttons|via|links)|spread the word!?",
    rf"(?:(?:share|tweet|e-?mail|print|pin|pin it|like|follow|copy link|more|{_SITES})(?:[\s·|•,/]+"
    rf"|$)){{2,}}+",
    r"(?:facebook|twitter|linkedin|email|whatsapp|pinterest|reddit|print|tumblr|telegram|copy link){2,}",
    # other texts of the site
    rf"(?:recent|related|latest|popular|featured|recommended|trending) (?:{_TEXT}|news|content|reading"
    rf"|comments|links)|more {_TEXT}",
    r"(?:see|view|show|read|browse|load) (?:all|more)(?: (?:posts|articles|stories|comments|replies|news"
    r"|results))?(?: ?\.\.\.)?",
    r"(?:you )?(?:may|might)(?: also)?(?: like| enjoy| be interested in)"
    r"|you (?:may|might) also (?:like|enjoy)(?: these)?(?: posts)?",
    r"(?:read|up|coming up|watch) next|read more(?: (?:about|on|at|from) .{1,60})?"
    r"|continue reading(?: .{1,80})?|keep reading"
    r"|most (?:read|popular|viewed|commented|shared|recent)"
    r"|(?:recommended|more) (?:from|for) (?:medium|you|this (?:author|series|blog|site))"
    r"|(?:more|posts) (?:from|by) (?:the |this )?(?:same )?(?:author|blog)|discover more from .{1,60}"
    r"|trending(?: now)?|discussion about this post",
    r"(?:tags|tagged(?: with)?|filed under|posted (?:in|under)|categor(?:y|ies)|labels)(?:: ?.{1,140})",
    r"(?:filed under|posted in) .{1,60}(?: [|·•,]? ?tagged .{1,80})?|uncategori[sz]ed|member-only story",
    # comments
    r"(?:leave|add|post|write|submit|join) (?:a|your|an?|the)? ?(?:public )?(?:comments?|reply|response"
    r"|discussion|conversation)(?: ?\.\.\.|\.)?"
    r"|(?:view|show|hide|see|read) (?:all )?(?:\d+ )?(?:comments|responses|replies)|post comments?"
    r"|cancel reply|comments are closed\.?",
    r"(?:log|sign) ?in to (?:leave a |post a )?(?:comment|reply|like|continue|read more)\.?"
    r"|comments off(?: on .{1,100})?|no comments(?: yet)?\.?",
    r"your e-?mail address will not be published\..{0,60}|required fields are marked.{0,5}"
    r"|(?:name|email|e-mail|website|comment) ?\*"
    r"|save my name, e-?mail,.{0,100}|notify me of (?:new|follow-?up) (?:posts|comments).{0,30}"
    r"|you must be logged in to .{1,40}"
    r"|this site uses akismet.{0,120}|learn how your comment data is processed\.?|\d+ thoughts? on .{1,140}",
    # cookies and letters
    r"(?:we|this (?:web)?site|our (?:web)?site|this page) uses? cookies(?:\."
    r"|\b(?=.{0,200}\b(?:experience|(?:web)?site|traffic|ads"
    r"|browser|personali[sz]e|services?|analytics|consent|policy)\b).{0,240})?",
    r"by (?:continuing|using|browsing|clicking)\b.{0,40}\b(?:site|website|services?|page|accept|ok)\b.{0,60}"
    r"\b(?:agree|accept|consent)\b.{0,120}",
    r"(?:accept|reject|allow|decline|manage|deny)(?: (?:all|only|necessary|essential"
    r"|optional))*(?: cookies)|(?:accept|reject) all"
    r"|cookie (?:settings|policy|preferences|notice|consent)|manage (?:preferences|consent|options)"
    r"|do not sell my personal information",
    r"(?:privacy|cookie|privacy & cookies?|privacy and cookies?)(?:: this site| policy| notice| statement"
    r"| settings).{0,40}"
    r"|terms(?: (?:of|and|&) (?:use|service|conditions))|terms(?:, | & | and )privacy",
    r"(?:subscribe|sign ?up|join|register)(?: now| here| today)?(?: to"
    r"| for)? (?:(?:our|my|the|this|a|free|weekly|daily|monthly|e-?mail) ?)*"
    r"(?:newsletters?|mailing list|e-?mails?(?: list| updates)?|updates|list)\b.{0,100}",
    r"(?:enter|type) your e-?mail\b.{0,80}|your e-?mail(?: address)?|e-?mail address(?: ?:)?"
    r"|get (?:the |our )?(?:latest|new|best|more)\b.{0,80}\binbox\b.{0,20}"
    r"|get .{1,60} (?:delivered|straight|sent) to your inbox.{0,20}|delivered to your inbox.{0,10}",
    r"thanks for (?:reading [^!]{1,60}! subscribe\b.{0,90}|subscribing!?)"
    r"|this post is public so feel free to share it\.?"
    r"|already (?:a (?:paid )?(?:subscriber|member)|have an account)\?.{0,40}"
    r"|subscribe (?:now|to continue reading|for free)|upgrade to paid|give a gift subscription"
    r"|(?:start a|start your) free trial|become a (?:member|subscriber|patron)|buy me a coffee"
    r"|support (?:us|me) on patreon",
    # rights and makers
    r"(?:copyright )?©.{0,140}|copyright (?:\(c\) ?)?(?:19|20)\d\d\b.{0,120}|\(c\) ?(?:19|20)\d\d\b.{0,120}"
    r"|(?:.{0,90}[.,|·-] )?all rights reserved\.?",
    r"(?:proudly |website )?(?:powered|created|made|built|designed)(?: (?:with|by|using|on))? (?:wordpress"
    r"|wix|squarespace|ghost|substack|blogger|medium|weebly|jekyll|hugo|drupal)\b.{0,60}",
    r"blog at wordpress\.com\.?|create a (?:free )?(?:website|blog)\b.{0,60}"
    r"|design a site like this with wordpress\.com"
    r"|(?:website|web design|site design) by .{1,40}|report (?:this|abuse|content)|customi[sz]e buttons",
)
"""Patterns of lines that are never an essay's own, wherever they stand."""

BARE = frozenset(
    """share tweet e-mail email print home menu comments comment reply about facebook twitter instagram linkedin
    whatsapp pinterest reddit tumblr telegram youtube rss search subscribe loading permalink newsletter related
    breadcrumb like follow following login register prev listen advertisement sponsored archives categories tags
    responses bookmark unlike""".split()
) | {
    "pin it",
    "copy link",
    "about us",
    "contact us",
    "sign in",
    "sign up",
    "log in",
    "got it",
    "i agree",
    "sticky post",
}
"""Furniture as a whole line with a capital; the same words in a heading, a list or a sentence are the essay's."""

BESIDE = frozenset(
    """news events blog shop store donate give contact opinion culture sports arts politics features essays articles
    stories podcast podcasts videos video photos gallery resources archive topics authors contributors team staff
    careers press jobs teams faq help privacy terms accept decline close next previous back more edit write read save
    report send submit post posts cart account profile settings notifications english deutsch français español
    status play pause mute audio share it flag all top new latest discussion discussions legal accessibility sitemap
    advertise masthead issues series library today""".split()
) | {
    "all posts",
    "all articles",
    "our team",
    "about me",
    "privacy policy",
    "terms of use",
    "contact me",
    "my blog",
    "text to speech",
    "guest essay",
    "guest post",
    "op-ed",
    "ready for more?",
    "no posts",
}
"""Words of menus that headings use as well: furniture only beside other furniture."""

CREDIT = (
    r"(?:[Pp]hotos?|PHOTOS?|[Pp]hotographs?|[Ii]mages?|IMAGE|[Ii]llustrations?|[Aa]rtwork|[Pp]icture"
    r"|[Gg]raphic|[Cc]over (?:photo|image|art)"
    r"|[Ff]eatured (?:photo|image)|[Hh]eader (?:photo|image)|[Ff]ile photo|AP Photo|Screenshot)"
)
"""How a picture's credit begins; here capitals count, because a name must follow."""
