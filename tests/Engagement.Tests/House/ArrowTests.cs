using Engagement.Features;

namespace Engagement.Tests.House;

/// <summary>Arrows between features go one way: from what reads to what is read.</summary>
public sealed class ArrowTests
{
    [Fact]
    public void No_feature_knows_one_above_it()
    {
        var up = Districts.Arrows.Where(found => !Districts.Allows(found.Arrow))
            .GroupBy(found => found.Arrow.ToString(), found => found.Type)
            .OrderBy(arrow => arrow.Key, StringComparer.Ordinal).ToList();

        Assert.True(up.Count == 0, string.Join('\n', up.Select(
            arrow => $"{arrow.Key} in {string.Join(", ", arrow.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(5))}")));
        Assert.True(Districts.Arrows.Count > 500, $"Only {Districts.Arrows.Count} arrows were seen.");
    }

    [Fact]
    public void Every_feature_has_its_place()
    {
        Assert.All(IFeature.All, feature => Assert.True(
            Districts.PlaceOf(feature.GetType().FullName!) is { } place && Districts.IsPlaced(place), feature.ToString()));
    }

    [Theory]
    [InlineData("Conversations/Tickets", "Publishing/Deliveries", true)]
    [InlineData("Publishing/Deliveries", "Conversations/Tickets", false)]
    [InlineData("Accounts", "Integrations/Notifications", false)]
    [InlineData("Conversations/Tickets", "Conversations/Sla", true)]
    [InlineData("Web", "Conversations/Tickets", false)]
    [InlineData("Host", "Conversations/Tickets", true)]
    [InlineData("Insights", "People/Team", true)]
    public void An_arrow_up_is_none_of_those_that_are_allowed(string from, string to, bool isAllowed)
    {
        Assert.Equal(isAllowed, Districts.Allows(new Arrow(from, to)));
    }
}
