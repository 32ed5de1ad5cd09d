using System.Globalization;
using CsCheck;
using Engagement.Channels.Text;
using Engagement.Channels.X;

namespace Engagement.Channels.Tests.Text;

/// <summary>What holds for every text, whatever is in it.</summary>
public sealed class TextPropertyTests
{
    private static readonly Gen<string> Link = Gen.Select(
        Gen.OneOfConst("https://kb.example.com/", "http://a.de/x?", "https://münchen.example/ü/"),
        Gen.Char["abc123-_/"].Array[0, 20],
        (start, path) => start + new string(path) + "z");

    private static readonly Gen<string> Piece = Gen.Frequency(
        (8, Gen.Char['a', 'z'].Array[1, 12].Select(c => new string(c))),
        (8, Gen.OneOfConst(" ", " ", " ", ". ", "\n\n", "\n", ", ", "! ")),
        (2, Gen.OneOfConst("👨‍👩‍👧‍👦", "🇩🇪", "é", "e\u0301\u0323", "한국어", "漢字", "क्षि", "👍🏽", "\r\n", "1️⃣")),
        (1, Link.Select(l => $" {l} ")));

    private static readonly Gen<string> Text = Piece.Array[1, 60].Select(pieces => string.Concat(pieces));

    // X's weights, plain graphemes, and UTF-16 units: three measures that disagree about everything.
    private static readonly Gen<Func<string, TextMeasure>> Measure = Gen.Select(
        Gen.OneOfConst(0, 1, 2), Gen.Int[60, 280], (kind, limit) => (Func<string, TextMeasure>)(text => kind switch
        {
            0 => XText.Measure(text, limit),
            1 => new TextMeasure(Graphemes.Count(text), limit),
            _ => new TextMeasure(text.Length, limit),
        }));

    [Fact]
    public void A_shortened_text_always_fits_and_keeps_its_link() =>
        Gen.Select(Text, Link, Measure).Sample((text, link, measure) =>
        {
            var shortened = TextShortener.Shorten($"{text} {link}", new Uri(link), measure);

            return shortened is not null && measure(shortened) is { Problem: null, Left: >= 0 }
                && shortened.Contains(link, StringComparison.Ordinal);
        });

    [Fact]
    public void A_shortened_text_fits_without_a_link_as_well() =>
        Gen.Select(Text, Measure)
            .Sample((text, measure) => TextShortener.Shorten(text, null, measure) is not { } shortened || measure(shortened).Left >= 0);

    [Fact]
    public void Shortening_leaves_alone_what_fits() =>
        Text.Sample(text => TextShortener.Shorten(text, null, t => new TextMeasure(t.Length, text.Length)) == text);

    [Fact]
    public void Shortening_never_breaks_a_character_or_a_link() =>
        Gen.Select(Text, Measure).Sample((text, measure) =>
        {
            var shortened = TextShortener.Shorten(text, null, measure);
            if (shortened is null)
            {
                return true;
            }

            // The link that stays may have moved to the end.
            var (start, end) = Links.Find(shortened).LastOrDefault();
            var words = end == shortened.Length ? shortened[..start] : shortened;
            return Whole(text, words) && LinksAreWhole(text, [shortened]);
        });

    [Fact]
    public void Every_part_of_a_thread_fits_is_numbered_and_breaks_no_character_and_no_link() =>
        Gen.Select(Text, Measure).Sample((text, measure) =>
        {
            if (ThreadSplitter.Split(text, measure) is not { } parts || parts.Count == 1)
            {
                return true;
            }

            var bare = parts.Select((part, i) => Unnumbered(part, i + 1, parts.Count)).ToList();
            return parts.All(part => measure(part).Left >= 0)
                && bare.All(part => Whole(text, part))
                && LinksAreWhole(text, bare)
                && Words(string.Join(' ', bare)) == Words(text);
        });

    [Fact]
    public void A_thread_is_cut_at_its_paragraphs_when_they_fit()
    {
        var parts = ThreadSplitter.Split(
            $"{new string('a', 50)}\n\n{new string('b', 45)} b.\n\nThe end.", t => new TextMeasure(t.Length, 70));

        Assert.Equal([$"{new string('a', 50)} 1/2", $"{new string('b', 45)} b.\n\nThe end. 2/2"], parts);
    }

    [Fact]
    public void A_text_that_cannot_be_made_to_fit_is_not_made_to()
    {
        Assert.Null(TextShortener.Shorten("See https://kb.example.com/a", null, t => new TextMeasure(t.Length, 10)));
        Assert.Null(ThreadSplitter.Split("See https://kb.example.com/a", t => new TextMeasure(t.Length, 10)));
    }

    [Theory]
    [InlineData("We tell you how, step by step. https://a.example/x", 40, "We tell you how… https://a.example/x")]
    [InlineData("Read https://a.example/x before you call us, please", 42, "Read before you call… https://a.example/x")]
    [InlineData("Donaudampfschifffahrtsgesellschaft https://a.example/x", 36, "Donaudampfschif… https://a.example/x")]
    public void Words_are_cut_at_a_word_and_the_link_stands_last(string text, int limit, string expected) =>
        Assert.Equal(expected, TextShortener.Shorten(text, new Uri("https://a.example/x"), t => new TextMeasure(t.Length, limit)));

    [Theory]
    [InlineData("(see https://a.example/b)", "https://a.example/b")]
    [InlineData("https://a.example/b_(c).", "https://a.example/b_(c)")]
    [InlineData("Really? https://a.example/b?c=d!", "https://a.example/b?c=d")]
    [InlineData("xhttps://a.example", "")]
    public void A_link_ends_where_a_reader_thinks_it_ends(string text, string link) =>
        Assert.Equal(link, string.Join(' ', Links.Find(text).Select(l => text[l.Start..l.End])));

    // Every character of the part is a character of the text, in the same order.
    private static bool Whole(string text, string part)
    {
        var all = Elements(text);
        var at = 0;
        foreach (var element in Elements(part).Where(e => e is not ("…" or " ")))
        {
            at = all.IndexOf(element, at) + 1;
            if (at == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool LinksAreWhole(string text, IReadOnlyList<string> parts)
    {
        var links = Links.Find(text).Select(l => text[l.Start..l.End]).ToHashSet();
        return parts.All(part => Links.Find(part).All(l => links.Contains(part[l.Start..l.End])));
    }

    private static List<string> Elements(string text)
    {
        var elements = new List<string>();
        for (var walk = StringInfo.GetTextElementEnumerator(text); walk.MoveNext();)
        {
            elements.Add(walk.GetTextElement());
        }

        return elements;
    }

    private static string Unnumbered(string part, int number, int of)
    {
        Assert.EndsWith($" {number}/{of}", part, StringComparison.Ordinal);
        return part[..^$" {number}/{of}".Length];
    }

    private static string Words(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
}
