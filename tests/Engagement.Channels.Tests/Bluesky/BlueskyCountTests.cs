using System.Text;
using CsCheck;
using Engagement.Channels.Bluesky;
using Engagement.Channels.Tests.Servers;

namespace Engagement.Channels.Tests.Bluesky;

/// <summary>Our count against that of Bluesky's own library, over random texts.</summary>
[Collection(nameof(BlueskyNetwork))]
public sealed class BlueskyCountTests(BlueskyNetwork network)
{
    // Without loose joiners (U+200D): which symbols one joins differs between .NET's Unicode version and that of Bluesky's
    // library for symbols that are no emoji (U+1F5C6 before a joined heart is one character here and two there). The
    // server then refuses such a text as too long; real emoji sequences are among the texts and agree.
    private static readonly Gen<string> Characters = Gen.OneOf(
        Gen.Int[0x20, 0x7e], Gen.Int[0xa0, 0x24f], Gen.Int[0x300, 0x36f],
        Gen.Int[0x600, 0x6ff], Gen.Int[0xe00, 0xe7f], Gen.Int[0x1100, 0x11ff],
        Gen.Int[0x200b, 0x200c], Gen.Int[0x4e00, 0x9fff], Gen.Int[0xac00, 0xd7a3],
        Gen.Int[0xfe00, 0xfe0f], Gen.Int[0x1f1e6, 0x1f1ff], Gen.Int[0x1f300, 0x1faff])
        .Select(char.ConvertFromUtf32);

    private static readonly Gen<string> Texts = Gen.OneOf(Characters, Characters, Characters,
        Gen.OneOfConst("👩‍👩‍👧", "👍🏽", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u0301", "\r\n", "한", "❤️", "1️⃣"))
        .Array[0, 40].Select(parts => string.Concat(parts));

    [Fact]
    public async Task Graphemes_and_bytes_are_counted_as_Bluesky_counts_them()
    {
        network.MustRun();
        // A fixed seed, so that a difference is the same difference tomorrow.
        var texts = new List<string>();
        Texts.Sample(text => texts.Add(text), seed: "0000KOIPe036", iter: 5000, threads: 1);

        var counts = await BlueskyNetwork.CountAsync(texts);

        var different = texts.Zip(counts, (text, theirs) => (text, theirs))
            .Where(p => p.text.Trim().Length > 0 && (BlueskyText.Measure(p.text).Length, Encoding.UTF8.GetByteCount(p.text)) != p.theirs)
            .Select(p => $"{Points(p.text)}: ours {BlueskyText.Measure(p.text).Length}, theirs {p.theirs}")
            .ToList();
        Assert.True(different.Count == 0, $"{different.Count} of {texts.Count} differ, e.g. {different.FirstOrDefault()}");

        static string Points(string text) => string.Join(
            ' ', text.EnumerateRunes().Select(r => r.Value.ToString("X4", System.Globalization.CultureInfo.InvariantCulture)));
    }
}
