using Engagement.Channels.Text;
using Engagement.Data;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Web.Text;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;

namespace Engagement.Features.Publishing.Calendar.Feed;

/// <summary>
/// What goes out when, as a calendar program reads it (RFC 5545, written by Ical.Net): a month back and half a year ahead, in UTC. An
/// event's UID is its delivery's id and its SEQUENCE counts with the delivery's version, so a post that moves moves there too and is not
/// doubled.
/// </summary>
internal sealed class WriteFeed(Db db, TimeProvider clock)
{
    // A calendar program that reads every quarter of an hour is not to read years.
    private static readonly TimeSpan Back = TimeSpan.FromDays(31);
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(183);
    private const int Most = 5_000;

    private const int TitleLength = 70;

    private static readonly TimeSpan ReadEvery = TimeSpan.FromMinutes(5);

    /// <param name="token">The secret in the address.</param>
    /// <param name="portal">Where events lead, e.g. <c>https://desk.example.com/</c>, with a slash at its end.</param>
    /// <returns>Null: nobody's address, or that of somebody who may no longer sign in.</returns>
    public async Task<string?> RunAsync(string token, Uri portal, CancellationToken ct)
    {
        if (FeedToken.HashOf(token) is not { } hash
            || await db.OneAsync<FeedRow>(FeedSql.ByHash, new { TokenHash = hash }, ct) is not { } feed)
        {
            return null;
        }

        var now = clock.Now();
        if (feed.LastReadAt is not { } read || now - read > ReadEvery)
        {
            await db.ExecuteAsync(FeedSql.Read, new { feed.UserId, Now = now }, ct);
        }

        var events = await db.QueryAsync<FeedEvent>(FeedSql.Events, new { From = now - Back, To = now + Ahead, Take = Most }, ct);
        var calendar = new Ical.Net.Calendar { ProductId = "-//Engagement//Posts//EN", Version = "2.0" };
        calendar.AddProperty("X-WR-CALNAME", "Engagement posts");
        calendar.AddProperty("REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
        foreach (var delivery in events)
        {
            calendar.Events.Add(Event(delivery, portal));
        }

        return CalendarLines.Fold(new CalendarSerializer().SerializeToString(calendar)!);
    }

    private static CalendarEvent Event(FeedEvent delivery, Uri portal)
    {
        var at = new CalDateTime((delivery.PublishedAt ?? delivery.DueAt).UtcDateTime, CalDateTime.UtcTzId);
        return new CalendarEvent
        {
            Uid = $"{delivery.Id}@engagement",
            DtStamp = new CalDateTime(delivery.UpdatedAt.UtcDateTime, CalDateTime.UtcTzId),
            LastModified = new CalDateTime(delivery.UpdatedAt.UtcDateTime, CalDateTime.UtcTzId),
            Sequence = delivery.Version,
            Start = at,
            // Programs draw an event of no length badly.
            Duration = Duration.FromMinutes(15),
            Summary = Sentence.Of($"{CalendarLines.Plain(delivery.AccountName)}: {Title(delivery.Body)}"),
            Description = $"{DeliveryWords.Of(delivery.State)}\n\n{CalendarLines.Plain(delivery.Body)}",
            Url = new Uri(portal, $"posts/{delivery.PostId}"),
            Status = delivery.State switch
            {
                DeliveryState.Scheduled or DeliveryState.Publishing or DeliveryState.Published => EventStatus.Confirmed,
                DeliveryState.Cancelled or DeliveryState.Withdrawn or DeliveryState.Failed or DeliveryState.Missed => EventStatus.Cancelled,
                _ => EventStatus.Tentative,
            },
            Transparency = TransparencyType.Transparent, // nobody is busy because a post goes out
        };
    }

    private static string Title(string body)
    {
        var line = CalendarLines.Plain(body.ReplaceLineEndings(" ")).Trim();
        return line.Length <= TitleLength ? line : Graphemes.Start(line, TitleLength).TrimEnd() + "…";
    }
}
