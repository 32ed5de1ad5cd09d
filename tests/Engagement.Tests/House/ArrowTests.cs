using Engagement.Features;

namespace Engagement.Tests.House;

/// <summary>Arrows between features go one way: from what reads to what is read.</summary>
public sealed class ArrowTests
{
    // What still goes up, by name. It may only grow shorter.
    private static readonly string[] StillUp =
    [
        "Channels -> Listening",
        "Channels -> Publishing",
        "Channels -> Rules",
        "Channels -> Templates",
        "Knowledge -> Links",
        "Posts -> Listening",
        "Profile -> Calendar",
        "Publishing -> Listening",
        "Templates -> Links",
        "Templates -> Posts",
        "Templates -> Tickets",
        "Web -> Clients",
        "Web -> SignIn",
        "Web -> Team",
    ];

    [Fact]
    public void No_feature_knows_one_above_it()
    {
        var up = Districts.Arrows.Where(found => !Districts.Allows(found.Arrow))
            .GroupBy(found => found.Arrow.ToString(), found => found.Type)
            .OrderBy(arrow => arrow.Key, StringComparer.Ordinal).ToList();

        Assert.True(up.Select(arrow => arrow.Key).SequenceEqual(StillUp), string.Join('\n', up.Select(
            arrow => $"{arrow.Key} in {string.Join(", ", arrow.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(5))}")));
        Assert.True(Districts.Arrows.Count > 500, $"Only {Districts.Arrows.Count} arrows were seen.");
    }

    [Fact]
    public void Every_feature_has_its_place()
    {
        Assert.All(
            IFeature.All, feature => Assert.True(Districts.IsPlaced(feature.GetType().Namespace!.Split('.')[^1]), feature.ToString()));
    }

    [Theory]
    [InlineData("Tickets", "Publishing", true)]
    [InlineData("Publishing", "Tickets", false)]
    [InlineData("Channels", "Notices", false)]
    [InlineData("Tickets", "Sla", true)]
    [InlineData("Web", "Tickets", false)]
    [InlineData("Host", "Tickets", true)]
    [InlineData("Insights", "Team", true)]
    public void An_arrow_up_is_none_of_those_that_are_allowed(string from, string to, bool isAllowed)
    {
        Assert.Equal(isAllowed, Districts.Allows(new Arrow(from, to)));
    }
}
