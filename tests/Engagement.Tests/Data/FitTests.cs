using Engagement.Data;

namespace Engagement.Tests.Data;

public sealed class FitTests
{
    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("exactly10!", 10, "exactly10!")]
    [InlineData("eleven char", 10, "eleven ch…")]
    [InlineData("abc🙂def", 5, "abc…")] // a pair that would be cut
    [InlineData("ab\u0301\u0302\u0303cdef", 5, "a…")] // marks stay with their letter
    [InlineData("🇦🇹🇩🇪🇫🇷", 9, "🇦🇹🇩🇪…")]
    [InlineData("\r\n\r\n\r\n", 5, "\r\n\r\n…")]
    public void A_text_is_cut_between_what_readers_see_as_characters(string text, int most, string expected) =>
        Assert.Equal(expected, Fit.Shorten(text, most));

    [Fact]
    public void One_character_with_marks_without_end_still_fits_and_breaks_no_pair()
    {
        var zalgo = "a" + string.Concat(Enumerable.Repeat("\U00010A3F", 500)); // marks that are pairs
        foreach (var most in Enumerable.Range(2, 20))
        {
            var fitted = Fit.Shorten("🙂" + zalgo, most);

            Assert.InRange(fitted.Length, 1, most);
            Assert.Equal(fitted, new string(fitted.EnumerateRunes().SelectMany(r => r.ToString()).ToArray()));
            Assert.DoesNotContain('\uFFFD', fitted);
        }
    }

    [Theory]
    [InlineData("https://a.example/x", "https://a.example/x")]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("/relative", null)]
    public void An_address_is_the_webs_or_none(string text, string? expected) =>
        Assert.Equal(expected, Fit.Web(new Uri(text, UriKind.RelativeOrAbsolute)));

    [Fact]
    public void An_address_that_is_too_long_is_none_and_is_measured_as_it_is_kept()
    {
        Assert.NotNull(Fit.Web(new Uri("https://a.example/" + new string('x', 900))));
        Assert.Null(Fit.Web(new Uri("https://a.example/" + new string('x', 1000))));
        Assert.Null(Fit.Web(new Uri("https://a.example/" + new string('ü', 400))));
    }

    [Fact]
    public void Two_long_ids_that_differ_at_their_end_stay_two()
    {
        var id = new string('x', 5000);
        Assert.Equal(400, Fit.Key(id + "a").Length);
        Assert.NotEqual(Fit.Key(id + "a"), Fit.Key(id + "b"));
        Assert.Equal(Fit.Key(id), Fit.Key(id));
        Assert.Equal("short", Fit.Key("short"));
    }

    [Theory]
    [InlineData("50% off", @"%50\% off%")]
    [InlineData("snake_case", @"%snake\_case%")]
    [InlineData("[urgent]", @"%\[urgent]%")]
    [InlineData(@"C:\Temp", @"%C:\\Temp%")]
    [InlineData("  words ", "%words%")]
    [InlineData("   ", null)]
    [InlineData(null, null)]
    public void What_stands_for_something_else_in_like_is_escaped(string? typed, string? expected) =>
        Assert.Equal(expected, LikePattern.Containing(typed));
}
