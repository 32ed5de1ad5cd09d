using System.Globalization;
using CsCheck;
using Engagement.Channels.X;

namespace Engagement.Channels.Tests.X;

/// <summary>Our measure against X's own library over random texts: the same length, the same links, the same yes or no.</summary>
public sealed class XTextDifferentialTests(TwitterTextOracle oracle) : IClassFixture<TwitterTextOracle>
{
    private const int Texts = 20_000;

    private static readonly string[] Emoji = [.. XData.Lines("emoji.txt").Select(line =>
        string.Concat(line.TrimStart('!').Split(' ')
            .Select(hex => char.ConvertFromUtf32(int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))))];

    private static readonly string[] Domains = [.. XData.Lines("top-level-domains.txt")];

    // Newer than X's published list, text forms, tones and joiners where they do not belong.
    private static readonly string[] OddEmoji = ["🫠", "🧑‍🤝‍🧑", "🫱🏽‍🫲🏻", "👩‍🦽‍➡️", "☺︎", "☺", "☺️",
        "\ufe0f", "\ufe0e", "\u200d", "🏽", "1️⃣", "1", "#⃣", "🇩", "🇩🇪", "🇽🇽", "👨‍", "‍👩", "❤︎‍🔥"];

    private static readonly Gen<string> Letters = Gen.OneOf(
        Gen.Char['a', 'z'].Select(c => c.ToString()),
        Gen.Char[' ', '~'].Select(c => c.ToString()),
        Gen.Char['\u00a0', '\u04ff'].Select(c => c.ToString()),
        Gen.Char['\u0590', '\u10ff'].Select(c => c.ToString()),
        Gen.Char['\u1100', '\u1fff'].Select(c => c.ToString()),
        Gen.Char['\u2000', '\u20ff'].Select(c => c.ToString()),
        Gen.Char['\u3000', '\u9fff'].Select(c => c.ToString()),
        Gen.Char['\uac00', '\ud7a3'].Select(c => c.ToString()),
        Gen.Int[0x10000, 0x10ffff].Select(char.ConvertFromUtf32));

    private static readonly Gen<string> Marks = Gen.OneOfConst(
        "e\u0301", "\u0301", "a\u030a\u0323", "\u1100\u1161\u11a8", "क्षि",
        "\u0345", "ſ", "K", "ẞ", "İ", "ı", "ⱥ", "Ω", "\u212b", "ﬁ", "ς");

    private static readonly Gen<string> Unwanted = Gen.OneOfConst(
        "\u200b", "\u200e", "\u202e", "\u2066", "\ufeff", "\ufffe", "\uffff", "\0", "\u0007", "\u0085",
        "\ud83d", "\udc68", "\u00ad", "\u2028", "\u180e", "\u061c", "\u3002", "\uff0e", "\ue50a");

    private static readonly Gen<string> Label = Gen.OneOf(
        Gen.Char['a', 'z'].Array[1, 6].Select(c => new string(c)),
        Gen.Char["abyzABYZ0123456789-_"].Array[1, 8].Select(c => new string(c)),
        Gen.OneOfConst("münchen", "пример", "例え", "xn--mnchen-3ya", "xn--", "a_b", "_a", "a-", "😀", "ex\u0301am",
            "t", "a" + new string('b', 62), "a" + new string('b', 63), "ü" + new string('b', 60), "a。b", "\"q"),
        Letters.Array[1, 3].Select(string.Concat));

    private static readonly Gen<string> Tld = Gen.OneOf(
        Gen.OneOfConst("com", "org", "de", "co", "COM", "Co.Uk", "рф", "РФ", "中国", "भारत",
            "भारतम्", "嘉里大酒店", "xn--p1ai", "xn--", "notatld", "c", "com1", "com-", "com@", "comé"),
        Gen.OneOfConst(Domains));

    private static readonly Gen<string> Host = Gen.Select(Label.Array[1, 3], Tld, (labels, tld) => string.Join('.', labels) + "." + tld);

    private static readonly Gen<string> Tail = Gen.OneOf(
        Gen.OneOfConst("", "", "/", "/a", "/a.b.", "/a(b)c", "/a(b(c)d)e", "/a(b", "/a)", "/()", "/(a)(b).", "/ü/é", "/путь", "/a\u2013b",
            "/@me/x", "/a!", "/😀", ":80", ":", ":80/x", "?q=1", "?", "?q=ü", "/?a=b&c=d#e",
            "/?a.", "/a?b?c.", "#frag", "/#frag!", "/a,b;", "/ϊ\u0345/", "/\u1c80a"),
        Gen.Char["abc/.,;:!?()[]=&#%~_-+'*@|$"].Array[0, 12].Select(c => "/" + new string(c)));

    private static readonly Gen<string> Link = Gen.Select(
        Gen.OneOfConst("", "", "http://", "https://", "HTTPS://", "ftp://", "http:/",
            "https://www.", "@", "#", "$", "-", "_", ".", "/", "é", "中", "(", "\"", "“"),
        Gen.OneOf(Host, Host, Host, Gen.OneOfConst("t.co/abcDEF123", "t.co/" + new string('a', 41), "t.co/abc/def", "T.CO/abc?x=1.",
            "t.co/", "t.co/é", "example.com", "kb.example.co.uk", "a.co.jp.中", "user@example.com", "1.2.3.4", "v1.2.de")),
        Tail,
        (before, host, tail) => before + host + tail);

    private static readonly Gen<string> Piece = Gen.Frequency(
        (6, Gen.Char['a', 'z'].Array[1, 9].Select(c => new string(c))),
        (3, Gen.OneOfConst(" ", "\n", "  ", ". ", ", ", "…", "—", "-", "/")),
        (3, Letters),
        (2, Marks),
        (2, Unwanted),
        (3, Gen.OneOfConst(Emoji)),
        (2, Gen.OneOfConst(OddEmoji)),
        (5, Link),
        (1, Gen.OneOfConst("@someone", "#tag", "$CASH", "＠全角", "＃タグ")));

    private static readonly Gen<string> Text = Piece.Array[0, 14].Select(string.Concat);

    [Fact]
    public async Task Random_texts_measure_as_X_measures_them()
    {
        oracle.MustRun();
        var texts = Text.Array[Texts].Single();

        await CompareAsync(texts);
    }

    [Fact]
    public async Task Every_emoji_sequence_measures_as_X_measures_it_alone_and_between_others()
    {
        oracle.MustRun();

        await CompareAsync([.. Emoji, .. Emoji.Select(e => $"a{e}\ufe0e{e}b"),
            .. OddEmoji, .. from a in OddEmoji from b in OddEmoji select a + b]);
    }

    [Fact]
    public async Task Every_top_level_domain_makes_a_link_as_it_does_for_X()
    {
        oracle.MustRun();

        await CompareAsync([.. Domains.SelectMany(d => new[] { $"see kb.{d} now", $"https://kb.{d.ToUpperInvariant()}/x", $"kb.{d}é" })]);
    }

    [Fact]
    public async Task The_lists_are_those_of_X_s_libraries()
    {
        oracle.MustRun();
        var folder = await oracle.WriteDataAsync();

        foreach (var file in (string[])["emoji.txt", "top-level-domains.txt"])
        {
            Assert.Equal(await File.ReadAllLinesAsync(Path.Combine(folder, file), TestContext.Current.CancellationToken),
                XData.Lines(file));
        }
    }

    private async Task CompareAsync(IReadOnlyList<string> texts)
    {
        var answers = await oracle.AskAsync(texts);
        Assert.Equal(texts.Count, answers.Count);
        var differences = texts.Zip(answers)
            .Select(pair => (Text: pair.First, Theirs: pair.Second, Ours: Ours(pair.First)))
            .Where(d => Differs(d.Text, d.Theirs, d.Ours))
            .OrderBy(d => d.Text.Length)
            .Take(12)
            .Select(d => $"{Shown(d.Text)}\n  X: {d.Theirs}\n  us: {d.Ours}")
            .ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    // We are stricter in two things only, and say so in words: nothing but spaces, and half a character, may not go out.
    private static bool Differs(string text, TwitterTextOracle.Answer theirs, TwitterTextOracle.Answer ours) =>
        !string.IsNullOrWhiteSpace(text) && (theirs.Length != ours.Length
            || theirs.Links != ours.Links || (theirs.IsValid != ours.IsValid && IsWellFormed(text)));

    private static TwitterTextOracle.Answer Ours(string text)
    {
        var measure = XText.Measure(text);
        return new(measure.Length, measure.IsValid,
            string.Join(' ', XLinks.Find(XText.Normalize(text)).Select(l => $"{l.Start}-{l.Start + l.Length}")));
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i++))
            {
                return false;
            }
        }

        return true;
    }

    private static string Shown(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c.ToString() : $"\\u{(int)c:x4}"));
}
