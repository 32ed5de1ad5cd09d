namespace Engagement.Sandbox.Pages;

/// <summary>What somebody had typed when it was refused, and why.</summary>
public sealed record Draft
{
    public string Text { get; init; } = "";

    public string? InReplyTo { get; init; }

    public string? TextProblem { get; init; }

    public string Name { get; init; } = "";

    public string Handle { get; init; } = "";

    public string? WhoProblem { get; init; }
}

/// <summary>What every page of the network needs to draw itself.</summary>
public sealed record Scene(SandboxProfile? Me, IReadOnlyList<SandboxProfile> People, IReadOnlySet<string> Liked, Draft Draft)
{
    internal static Scene Of(
        SandboxProfile? me, SandboxProfiles profiles, SandboxPosts posts, IEnumerable<SandboxPost> shown, Draft draft) =>
        new(me, profiles.People(200), posts.LikedBy(me, shown), draft);
}
