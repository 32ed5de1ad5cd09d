using ArchUnitNET.Loader;
using Engagement.Host;

namespace Engagement.Tests.House;

/// <summary>One feature's code uses another's.</summary>
internal sealed record Arrow(string From, string To)
{
    public override string ToString() => $"{From} -> {To}";
}

/// <summary>The plan of the house: which feature lies in which district, and which way arrows may go.</summary>
internal static class Districts
{
    // From above to below; each may know itself and what is beneath it. What lies in none is common ground, which knows no feature; the
    // host puts all of it together, and the demo fills it.
    private static readonly string[][] FromAbove =
    [
        ["Home", "Insights", "Search", "Settings", "Errors"],
        ["Notices", "Mail", "Webhooks", "Bridge"],
        ["Listening", "Tickets", "Clients", "Rules", "Sla", "Opportunities", "Live"],
        ["Posts", "Series", "Calendar", "Publishing", "Links"],
        ["Knowledge", "Templates"],
        ["Channels"],
        ["Team", "SignIn", "Setup", "Profile"],
    ];

    private static readonly HashSet<string> Everywhere = ["Host", "Demo"];

    private static readonly Lazy<IReadOnlyList<(Arrow Arrow, string Type)>> Compiled = new(Read);

    /// <summary>Every arrow between two features, or to a feature from common ground, with a type it begins at.</summary>
    public static IReadOnlyList<(Arrow Arrow, string Type)> Arrows => Compiled.Value;

    public static bool Allows(Arrow arrow) => Everywhere.Contains(arrow.From) || LevelOf(arrow.From) <= LevelOf(arrow.To);

    public static bool IsPlaced(string feature) => FromAbove.Any(level => level.Contains(feature));

    private static int LevelOf(string place)
    {
        var level = Array.FindIndex(FromAbove, features => features.Contains(place));
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

    // Engagement.Features.Tickets.Inbox.X lies in Tickets, Engagement.Web.X in Web. Engagement.Channels.X is the adapters' project.
    private static string? PlaceOf(string type)
    {
        var parts = type.Split('.', '+');
        return parts is ["Engagement", "Features", var feature, _, ..] ? feature
            : parts is ["Engagement", var place, _, ..] && place is not ("Features" or "Channels") ? place : null;
    }
}
