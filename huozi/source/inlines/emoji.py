"""Emoji by their names `:tada:`, as GitHub shows them: those that texts use; any other name stays as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huozi.source.inlines.core import Scan

PATTERN = r"(?<![A-Za-z0-9:]):(?=(?:[a-z][a-z0-9_+-]*|\+1|-1|100):)"
CHARS = ":"
_NAMED = """
smile 😄 smiley 😃 grinning 😀 laughing 😆 joy 😂 wink 😉 blush 😊 sunglasses 😎 heart_eyes 😍
thinking 🤔 cry 😢 sob 😭 sweat_smile 😅 sweat 😓 angry 😠 rage 😡 scream 😱 confused 😕 worried 😟
open_mouth 😮 relaxed ☺️ heart ❤️ broken_heart 💔 +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 ok_hand 👌
clap 👏 pray 🙏 muscle 💪 wave 👋 point_right 👉 point_left 👈 point_up ☝️ point_down 👇
raised_hands 🙌 eyes 👀 tada 🎉 sparkles ✨ star ⭐ star2 🌟 fire 🔥 boom 💥 zap ⚡ rocket 🚀 bulb 💡
memo 📝 pencil 📝 book 📖 books 📚 bookmark 🔖 link 🔗 mag 🔍 lock 🔒 unlock 🔓 key 🔑 bell 🔔
warning ⚠️ exclamation ❗ question ❓ bangbang ‼️ no_entry ⛔ no_entry_sign 🚫 x ❌ o ⭕
white_check_mark ✅ heavy_check_mark ✔️ ballot_box_with_check ☑️ 100 💯 bug 🐛 wrench 🔧
hammer 🔨 gear ⚙️ package 📦 computer 💻 email 📧 phone ☎️ calendar 📆 clock1 🕐 hourglass ⌛
construction 🚧 art 🎨 recycle ♻️ seedling 🌱 rose 🌹 sunny ☀️ cloud ☁️ umbrella ☔ coffee ☕
beers 🍻 beer 🍺 gift 🎁 trophy 🏆 cn 🇨🇳 jp 🇯🇵 kr 🇰🇷 earth_asia 🌏 panda_face 🐼 monkey 🐒 dog 🐶
cat 🐱 information_source ℹ️ arrow_right ➡️ arrow_left ⬅️ arrow_up ⬆️ arrow_down ⬇️
point_up_2 👆 facepalm 🤦 see_no_evil 🙈 poop 💩 ghost 👻 robot 🤖 snake 🐍 whale 🐳 penguin 🐧
apple 🍎 moneybag 💰 chart_with_upwards_trend 📈 bar_chart 📊 pushpin 📌 round_pushpin 📍
paperclip 📎 scissors ✂️ speech_balloon 💬 stuck_out_tongue 😛
"""
_EMOJI = dict(zip(_NAMED.split()[::2], _NAMED.split()[1::2], strict=True))
_NAME = re.compile(r":([a-z0-9_+-]+):(?![A-Za-z0-9:`])")


def rule(scan: Scan) -> bool:
    """A name between colons."""
    found = _NAME.match(scan.text, scan.at)
    char = _EMOJI.get(found[1], "") if found else ""
    return bool(found and char) and scan.take(char, found.end() if found else scan.at)
