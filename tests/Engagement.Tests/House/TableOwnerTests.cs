namespace Engagement.Tests.House;

/// <summary>A table has one owner: only its feature writes it; others ask or say what happened. Who writes beside it is named.</summary>
public sealed class TableOwnerTests
{
    [Fact]
    public void Each_table_is_written_by_its_owner_and_by_those_that_are_named_beside_it()
    {
        var stated = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "House", "owners.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').ToList();
        var written = WrittenTables.ByPlace().OrderBy(table => table.Key, StringComparer.Ordinal)
            .Select(table => $"{table.Key}: " + string.Join(", ", table
                .OrderBy(place => IsOwner(stated, table.Key, place) ? 0 : 1).ThenBy(place => place, StringComparer.Ordinal)))
            .ToList();

        Assert.True(written.SequenceEqual(stated), string.Join('\n',
            written.Except(stated).Concat(stated.Except(written).Select(line => $"not: {line}"))));
    }

    [Fact]
    public void A_write_is_found_behind_an_alias_and_none_where_a_table_is_read()
    {
        var found = WrittenTables.Of(
        [
            ("Engagement.Features.Publishing.Posts.PostSql.A",
                "update p set Title = @Title from Posts p join Tickets t on t.PostId = p.Id"),
            ("Engagement.Outbox.OutboxSql.B", "insert into Outbox (Kind) select Kind from Webhooks"),
            ("Engagement.Features.Home.HomeSql.C", "delete from Notices where Id in (select Id from Users)"),
        ]);

        Assert.Equal(["Notices: Home", "Outbox: Outbox", "Posts: Publishing/Posts"],
            found.Select(t => $"{t.Key}: {string.Join(", ", t)}").Order(StringComparer.Ordinal));
    }

    // The owner stands first in the list.
    private static bool IsOwner(List<string> stated, string table, string place) => stated.Exists(
        line => line == $"{table}: {place}" || line.StartsWith($"{table}: {place},", StringComparison.Ordinal));
}
