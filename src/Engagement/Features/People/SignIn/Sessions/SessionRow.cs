using Engagement.Configured;
using Engagement.Data;
using Engagement.Features.People.Team;

namespace Engagement.Features.People.SignIn.Sessions;

/// <summary>One sign-in of a person, from where it was made until it ends.</summary>
internal sealed record SessionRow
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    /// <summary>The browser's own words (its User-Agent), at most 200 characters.</summary>
    public string Device { get; init; } = "";

    public string Address { get; init; } = "";

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset LastUsedAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }
}

internal static class SessionSql
{
    private const string Columns = "Id, UserId, Device, Address, StartedAt, LastUsedAt, EndsAt";

    public static readonly Sql Read = Sql.Portable($"select {Columns} from Sessions where Id = @Id");

    /// <summary>Who began it.</summary>
    public static readonly Sql Person = Sql.Portable(
        $"select {UserSql.Columns} from Users where Id = (select UserId from Sessions where Id = @Id)");

    public static readonly Sql OfUser = Sql.Portable($"""
        select {Columns} from Sessions where UserId = @UserId and EndsAt > @Now and LastUsedAt > @IdleSince order by LastUsedAt desc, Id
        """);

    public static readonly Sql Insert = Sql.Portable(
        """
        insert into Sessions (Id, UserId, Device, Address, StartedAt, LastUsedAt, EndsAt)
        values (@Id, @UserId, @Device, @Address, @Now, @Now, @EndsAt)
        """);

    /// <summary>Of several nodes the latest stands, whichever writes last.</summary>
    public static readonly Sql Used = Sql.Portable(
        "update Sessions set LastUsedAt = @Now, Address = @Address where Id = @Id and LastUsedAt < @Now");

    public static readonly Sql End = Sql.Portable("delete from Sessions where Id = @Id and UserId = @UserId");

    public static readonly Sql EndAll = Sql.Portable("delete from Sessions where UserId = @UserId");

    public static readonly Sql DeleteOver = Sql.Portable(
        "delete from Sessions where UserId = @UserId and (EndsAt <= @Now or LastUsedAt <= @IdleSince)");
}

/// <summary><c>SignIn</c> in the configuration, as far as it is about sessions and one-time passwords.</summary>
/// <param name="Idle">How long a session may lie unused (<c>SignIn:IdleHours</c>, 12).</param>
/// <param name="Longest">When it ends whatever happens (<c>SignIn:SessionDays</c>, 7).</param>
/// <param name="OneTimePassword">How long a one-time password opens the page where one's own is chosen (<c>SignIn:OneTimePasswordHours</c>,
/// 72).</param>
internal sealed record SessionLimits(TimeSpan Idle, TimeSpan Longest, TimeSpan OneTimePassword)
{
    public static SessionLimits From(IConfiguration configuration) => new(
        KnownSettings.SessionIdle.Of(configuration),
        KnownSettings.SessionLongest.Of(configuration),
        KnownSettings.OneTimePassword.Of(configuration));
}
