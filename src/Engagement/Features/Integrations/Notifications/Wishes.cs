using Engagement.Data;
using FluentValidation;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>How somebody is told of a kind of notice, besides the bell.</summary>
internal enum How
{
    /// <summary>By a mail of its own.</summary>
    AtOnce,

    /// <summary>In the day's digest.</summary>
    Digest,

    /// <summary>At the bell only.</summary>
    Portal,
}

/// <summary>What one person wishes.</summary>
/// <param name="DigestAt">By their own clock; null: no digest.</param>
internal sealed record Wishes(IReadOnlyDictionary<string, How> ByKind, TimeOnly? DigestAt)
{
    public static readonly TimeOnly UsualTime = new(8, 0);

    private static readonly Sql Read = Sql.Portable("select Kind, How from NoticeWishes where UserId = @Me");

    private static readonly Sql ReadTime = Sql.Portable("select LocalTime from DigestTimes where UserId = @Me");

    public How Of(NoticeKind kind) => ByKind.TryGetValue(kind.Key, out var how) ? how : kind.Usual;

    public static async Task<Wishes> ReadAsync(DbSession db, Guid me, CancellationToken ct) => new(
        (await db.QueryAsync<Row>(Read, new { Me = me }, ct)).ToDictionary(r => r.Kind, r => r.How, StringComparer.Ordinal),
        TimeOf(await db.ScalarAsync<string>(ReadTime, new { Me = me }, ct)));

    /// <param name="text">As the row has it: null where there is none, empty for no digest.</param>
    public static TimeOnly? TimeOf(string? text) =>
        text is null ? UsualTime
            : TimeOnly.TryParseExact(text, "HH:mm", System.Globalization.CultureInfo.InvariantCulture,
                System.Globalization.DateTimeStyles.None, out var at) ? at
            : null;

    private sealed record Row
    {
        public string Kind { get; init; } = "";

        public How How { get; init; }
    }
}

/// <summary>Keeps how a person wants to be told.</summary>
internal sealed class SaveNotificationPreferences(Db db)
{
    private static readonly Validator Rules = new();

    private static readonly Sql Update = Sql.Portable("update NoticeWishes set How = @How where UserId = @Me and Kind = @Kind");
    private static readonly Sql Insert = Sql.Portable("insert into NoticeWishes (UserId, Kind, How) values (@Me, @Kind, @How)");
    private static readonly Sql UpdateTime = Sql.Portable("update DigestTimes set LocalTime = @Time where UserId = @Me");
    private static readonly Sql InsertTime = Sql.Portable("insert into DigestTimes (UserId, LocalTime) values (@Me, @Time)");

    /// <param name="ByKind">What is left out stays as it is.</param>
    /// <param name="DigestAt">By their own clock, such as 08:00; empty: no digest.</param>
    internal sealed record Command(Guid Me, IReadOnlyDictionary<string, How> ByKind, string? DigestAt);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.ByKind).Must(w => w.Keys.All(k => NoticeCatalog.Find(k) is not null) && w.Values.All(Enum.IsDefined))
                .WithMessage("There is no such kind of notice.");
            RuleFor(c => c.DigestAt).Must(t => string.IsNullOrEmpty(t) || Wishes.TimeOf(t) is not null)
                .WithMessage("A time such as 08:00.");
        }
    }

    public async Task<Result<Wishes>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<Wishes>.From(findings);
        }

        await db.InTransactionAsync(async tx =>
        {
            foreach (var (kind, how) in command.ByKind)
            {
                var row = new { command.Me, Kind = kind, How = how.ToString() };
                if (await tx.ExecuteAsync(Update, row, ct) == 0)
                {
                    await tx.ExecuteAsync(Insert, row, ct);
                }
            }

            var time = new { command.Me, Time = command.DigestAt ?? "" };
            if (await tx.ExecuteAsync(UpdateTime, time, ct) == 0)
            {
                await tx.ExecuteAsync(InsertTime, time, ct);
            }
        }, ct);
        return await Wishes.ReadAsync(db, command.Me, ct);
    }
}
