using System.Collections.Frozen;
using Engagement.Data;

namespace Engagement.Features.Content.Templates.Functions;

/// <summary>
/// <c>emoji</c>: an emoji by the short name that most editors use. The characters are Unicode's; the choice of names is ours.
/// </summary>
internal static class EmojiWords
{
    public static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["smile"] = "😄", ["grin"] = "😁", ["wink"] = "😉", ["blush"] = "😊",
        ["thinking"] = "🤔", ["joy"] = "😂", ["relieved"] = "😌", ["sunglasses"] = "😎",
        ["worried"] = "😟", ["confused"] = "😕", ["sweat_smile"] = "😅", ["sleeping"] = "😴",
        ["heart"] = "❤️", ["broken_heart"] = "💔", ["sparkling_heart"] = "💖",
        ["wave"] = "👋", ["thumbsup"] = "👍", ["thumbsdown"] = "👎", ["ok_hand"] = "👌",
        ["clap"] = "👏", ["raised_hands"] = "🙌", ["pray"] = "🙏", ["muscle"] = "💪",
        ["handshake"] = "🤝", ["point_right"] = "👉", ["point_down"] = "👇", ["point_up"] = "☝️",
        ["eyes"] = "👀", ["ear"] = "👂", ["brain"] = "🧠", ["speech"] = "💬",
        ["bulb"] = "💡", ["star"] = "⭐", ["sparkles"] = "✨", ["fire"] = "🔥", ["boom"] = "💥",
        ["zap"] = "⚡", ["tada"] = "🎉", ["confetti"] = "🎊", ["balloon"] = "🎈",
        ["gift"] = "🎁", ["trophy"] = "🏆", ["medal"] = "🏅", ["crown"] = "👑",
        ["gem"] = "💎", ["rocket"] = "🚀", ["target"] = "🎯", ["checkered_flag"] = "🏁",
        ["check"] = "✅", ["cross"] = "❌", ["warning"] = "⚠️", ["no_entry"] = "⛔",
        ["stop"] = "🛑", ["question"] = "❓", ["exclamation"] = "❗", ["info"] = "ℹ️",
        ["new"] = "🆕", ["free"] = "🆓", ["sos"] = "🆘", ["ok"] = "🆗", ["up"] = "⬆️",
        ["down"] = "⬇️", ["left"] = "⬅️", ["right"] = "➡️", ["repeat"] = "🔁", ["plus"] = "➕",
        ["minus"] = "➖", ["one"] = "1️⃣", ["two"] = "2️⃣", ["three"] = "3️⃣",
        ["four"] = "4️⃣", ["five"] = "5️⃣", ["hundred"] = "💯", ["recycle"] = "♻️",
        ["computer"] = "💻", ["desktop"] = "🖥️", ["printer"] = "🖨️", ["keyboard"] = "⌨️",
        ["mouse"] = "🖱️", ["phone"] = "📱", ["telephone"] = "☎️", ["headphones"] = "🎧",
        ["camera"] = "📷", ["video"] = "📹", ["tv"] = "📺", ["battery"] = "🔋", ["plug"] = "🔌",
        ["floppy"] = "💾", ["cd"] = "💿", ["satellite"] = "📡", ["robot"] = "🤖",
        ["lock"] = "🔒", ["unlock"] = "🔓", ["key"] = "🔑", ["shield"] = "🛡️", ["bug"] = "🐛",
        ["wrench"] = "🔧", ["hammer"] = "🔨", ["tools"] = "🛠️", ["gear"] = "⚙️",
        ["link"] = "🔗", ["paperclip"] = "📎", ["pushpin"] = "📌", ["scissors"] = "✂️",
        ["pencil"] = "✏️", ["memo"] = "📝", ["book"] = "📖", ["books"] = "📚", ["bookmark"] = "🔖",
        ["newspaper"] = "📰", ["clipboard"] = "📋", ["calendar"] = "📅", ["chart_up"] = "📈",
        ["chart_down"] = "📉", ["bar_chart"] = "📊", ["folder"] = "📁", ["inbox"] = "📥",
        ["outbox"] = "📤", ["package"] = "📦", ["mailbox"] = "📬", ["email"] = "✉️", ["search"] = "🔍",
        ["hourglass"] = "⏳", ["clock"] = "🕒", ["alarm"] = "⏰", ["stopwatch"] = "⏱️",
        ["bell"] = "🔔", ["no_bell"] = "🔕", ["megaphone"] = "📣", ["loudspeaker"] = "📢",
        ["money"] = "💰", ["card"] = "💳", ["cart"] = "🛒", ["briefcase"] = "💼", ["office"] = "🏢",
        ["house"] = "🏠", ["school"] = "🏫", ["hospital"] = "🏥", ["car"] = "🚗",
        ["train"] = "🚆", ["airplane"] = "✈️", ["globe"] = "🌍", ["map"] = "🗺️", ["sun"] = "☀️",
        ["cloud"] = "☁️", ["rain"] = "🌧️", ["snowflake"] = "❄️", ["rainbow"] = "🌈",
        ["seedling"] = "🌱", ["tree"] = "🌳", ["rose"] = "🌹", ["coffee"] = "☕", ["pizza"] = "🍕",
        ["cake"] = "🍰", ["apple"] = "🍎", ["dog"] = "🐶", ["cat"] = "🐱", ["soccer"] = "⚽",
        ["music"] = "🎵", ["art"] = "🎨", ["puzzle"] = "🧩", ["person"] = "🧑", ["people"] = "👥",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static readonly TemplateFunction Function = new(
        "emoji",
        "An emoji by its short name, with colons or without",
        [new("name", "the short name of an emoji, such as 'tada'", Required: true)],
        call =>
        {
            var name = call.Text(0).Trim().Trim(':');
            return Names.TryGetValue(name, out var emoji)
                ? emoji
                : throw call.Wrong($"There is none called “{Fit.Shorten(name, 30)}”.{Near(name)}");
        },
        "{{ emoji 'bulb' }} {{ emoji ':tada:' }}");

    private static string Near(string name) =>
        TemplateErrors.Nearest(name, Names.Keys) is { } near
            ? $" Did you mean {near}?"
            : " Names are such as bulb, tada, warning, lock, printer.";
}
