using Engagement.Data;
using Engagement.Features.Publishing.Links;
using Engagement.Host;
using Engagement.Tests.Data;
using Microsoft.Extensions.Logging.Abstractions;

namespace Engagement.Tests.Publishing.Links;

/// <summary>From the files to the database, whatever happens on the way.</summary>
public sealed class SpoolTests
{
    private static readonly Sql CountBatches = Sql.Portable("select count(*) from VisitBatches");

    [Theory, OnEachDatabase]
    internal async Task A_batch_that_is_found_again_is_not_counted_again(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var (delivery, code) = await room.PublishedAsync();
        await room.VisitAsync(code, times: 5);
        var spool = room.Get<VisitSpool>();
        var batch = Assert.Single(spool.Take());
        var copy = batch + ".copy";
        File.Copy(batch, copy);

        Assert.Equal(5, await room.DrainAsync());
        File.Move(copy, batch); // as if the process had been killed after the commit and before it deleted the file
        Assert.Equal(0, await room.DrainAsync());

        Assert.Equal(5, (await room.CountAsync(delivery.Id)).People);
        Assert.Empty(spool.Take());
        Assert.Equal(1, await room.Db.ScalarAsync<int>(CountBatches));
    }

    [Theory, OnEachDatabase]
    internal async Task A_large_batch_is_brought_in_whole(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var (delivery, code) = await room.PublishedAsync();
        var spool = room.Get<VisitSpool>();
        var now = room.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Parallel.For(0, 12_345, i => spool.Append(new Visit(code, now + i, VisitClass.People, VisitReason.None, i % 1000)));

        Assert.Equal(12_345, await room.DrainAsync());

        Assert.Equal(new VisitCounts { People = 12_345, Unique = 1000 }, await room.CountAsync(delivery.Id));
    }

    [Theory, OnEachDatabase]
    internal async Task What_a_killed_process_left_open_is_brought_in_without_the_line_that_was_cut_short(Dialect dialect)
    {
        await using var room = await LinksRoom.OpenAsync(dialect);
        var (delivery, code) = await room.PublishedAsync();
        var folder = Directory.CreateDirectory(Path.Combine(room.Db.Options.DataDirectory, "visits")).FullName;
        var at = room.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await File.WriteAllTextAsync(
            Path.Combine(folder, $"{Guid.NewGuid():N}.open"),
            $"{at}\t{code}\tPeople\tNone\t7\n\0\0\0\0\n{at}\tcfghjmpq\tPeople\tNone\t7\n{at}\t{code}\tBot\tAgent\t\n{at}\t{code}\tPeo",
            Stop);

        using var spool = Spool(room.Db.Options.DataDirectory); // the next process
        var drain = new DrainVisits(room.Db, spool, new Node("next"), room.Clock, NullLogger<DrainVisits>.Instance);
        Assert.Equal(3, await drain.RunAsync(Stop)); // two of ours, one of a link that nobody made; the spoilt line is logged

        Assert.Equal(new VisitCounts { People = 1, Unique = 1, Bots = 1 }, await room.CountAsync(delivery.Id));
    }

    [Fact]
    public void While_the_disk_takes_nothing_visits_wait_in_memory()
    {
        var folder = Directory.CreateTempSubdirectory("engagement-spool-").FullName;
        try
        {
            using var spool = Spool(folder);
            Directory.Delete(Path.Combine(folder, "visits"));
            File.WriteAllText(Path.Combine(folder, "visits"), "in the way");

            spool.Append(new Visit("2345cfgh", 1, VisitClass.People, VisitReason.None, null));
            spool.Append(new Visit("2345cfgh", 2, VisitClass.People, VisitReason.None, null));
            spool.Flush();
            Assert.Equal(2, spool.Held);

            File.Delete(Path.Combine(folder, "visits"));
            spool.Flush();
            Assert.Equal(0, spool.Held);
            Assert.Equal([1, 2], VisitSpool.Read(Assert.Single(spool.Take()))!.Value.Visits.Select(v => v.At));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_file_that_another_process_writes_to_is_left_to_it()
    {
        var folder = Directory.CreateTempSubdirectory("engagement-spool-").FullName;
        try
        {
            using var first = Spool(folder);
            first.Append(new Visit("2345cfgh", 1, VisitClass.People, VisitReason.None, null));

            using var second = Spool(folder);
            Assert.Empty(second.Take());
            Assert.Single(first.Take());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static VisitSpool Spool(string folder) =>
        new(new DatabaseOptions(Dialect.Sqlite, "", folder), TimeProvider.System, NullLogger<VisitSpool>.Instance);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
