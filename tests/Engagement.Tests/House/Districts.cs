using ArchUnitNET.Loader;
using Engagement.Host;

namespace Engagement.Tests.House;

/// <summary>One feature's code uses another's.</summary>
internal sealed record Arrow(string From, string To)
{
    public override string ToString() => $"{From} -> {To}";
}

/// <summary>The plan of the house: its districts, and which way arrows between them may go.</summary>
internal static class Districts
{
    // From above to below; each may know itself and what is beneath it. What lies in none is common ground, which knows no feature; the
    // host puts all of it together, and the demo fills it.
    private static readonly string[][] FromAbove =
    [
        ["Home", "Insights", "Search", "Settings", "Errors"],
        ["Integrations"],
        ["Conversations"],
        ["Publishing"],
        ["Content"],
        ["Accounts"],
        ["People"],
    ];

    private static readonly HashSet<string> HasFeatures = ["Integrations", "Conversations", "Publishing", "Content", "People"];

    private static readonly HashSet<string> Everywhere = ["Host", "Demo"];

    private static readonly Lazy<IReadOnlyList<(Arrow Arrow, string Type)>> Compiled = new(Read);

    /// <summary>Every arrow between two features, or to a feature from common ground, with a type it begins at.</summary>
    public static IReadOnlyList<(Arrow Arrow, string Type)> Arrows => Compiled.Value;

    public static bool Allows(Arrow arrow) => Everywhere.Contains(arrow.From) || LevelOf(arrow.From) <= LevelOf(arrow.To);

    /// <param name="place">A district, or a feature in one: <c>Conversations/Tickets</c>.</param>
    public static bool IsPlaced(string place) => FromAbove.Any(districts => districts.Contains(DistrictOf(place)));

    /// <summary>Where a type lies; null: in no place of the house.</summary>
    /// <param name="type">
    /// Its full name: <c>Engagement.Features.Conversations.Tickets.Inbox.X</c> lies in <c>Conversations/Tickets</c>,
    /// <c>Engagement.Web.X</c> in <c>Web</c>. <c>Engagement.Channels.X</c> is the adapters' project.
    /// </param>
    public static string? PlaceOf(string type) => type.Split('.', '+') switch
    {
        ["Engagement", "Features", var district, var feature, _, ..] when HasFeatures.Contains(district) => $"{district}/{feature}",
        ["Engagement", "Features", var district, _, ..] => district,
        ["Engagement", not ("Features" or "Channels") and var place, _, ..] => place,
        _ => null,
    };

    private static string DistrictOf(string place) => place.Split('/')[0];

    private static int LevelOf(string place)
    {
        var level = Array.FindIndex(FromAbove, districts => districts.Contains(DistrictOf(place)));
        return level < 0 ? FromAbove.Length : level;
    }

    private static List<(Arrow Arrow, string Type)> Read()
    {
        var house = new ArchLoader().LoadAssembly(typeof(EngagementApp).Assembly).Build();
        return
        [
            .. from type in house.Types
               let mine = PlaceOf(type.FullName)
               where mine is not null
               from dependency in type.Dependencies
               let other = PlaceOf(dependency.Target.FullName)
               where other is not null && other != mine && IsPlaced(other)
               select (new Arrow(mine, other), type.Name),
        ];
    }
}
