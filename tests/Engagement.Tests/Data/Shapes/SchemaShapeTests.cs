using Dapper;
using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;

namespace Engagement.Tests.Data.Shapes;

/// <summary>The two schemas say the same, but for what is listed here with its reason.</summary>
public sealed class SchemaShapeTests
{
    private const string NumberIsTheRow =
        "on SQLite the number that counts up must be the row's own key; on SQL Server that is the id, which rows refer to";
    private const string Words =
        "the words of messages are found by FTS5 on SQLite and by a table of words on SQL Server "
            + "(see Features/Conversations/Tickets/Search)";
    private const string Dbup = "DbUp's own";

    private static readonly IReadOnlyDictionary<string, string> Reasons = new Dictionary<string, string>
    {
        ["MessageWords: table only on SQL Server"] = Words,
        ["MessageSearch: table only on SQLite"] = Words,
        ["MessageSearch_config: table only on SQLite"] = Words,
        ["MessageSearch_data: table only on SQLite"] = Words,
        ["MessageSearch_docsize: table only on SQLite"] = Words,
        ["MessageSearch_idx: table only on SQLite"] = Words,
        ["Messages: primary key (Id): key only on SQL Server"] = NumberIsTheRow,
        ["Messages: primary key (Seq): key only on SQLite"] = NumberIsTheRow,
        ["Messages: unique (Id): key only on SQLite"] = NumberIsTheRow,
        ["Messages.UQ_Messages_Seq: index only on SQL Server"] = NumberIsTheRow,
        ["SchemaVersions: table only on SQLite"] = Dbup,
        ["TicketEvents: primary key (Id): key only on SQL Server"] = NumberIsTheRow,
        ["TicketEvents: primary key (Seq): key only on SQLite"] = NumberIsTheRow,
        ["TicketEvents: unique (Id): key only on SQLite"] = NumberIsTheRow,
        ["TicketEvents.UQ_TicketEvents_Seq: index only on SQL Server"] = NumberIsTheRow,
        ["Visits.IX_Visits_Code: (Code, Class, OccurredAt, Visitor) on SQL Server, (Code, Class, OccurredAt) on SQLite"] =
            "a lookup beside the index costs SQL Server far more than SQLite, where a longer index would cost every visit",
    };

    [Fact]
    public async Task Both_databases_have_the_same_schema_but_for_what_is_listed_with_its_reason()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        using var model = SchemaModel.OfProgram();

        var sqlite = await SqliteShape.OfAsync(database.Db, TestContext.Current.CancellationToken);
        var differences = SchemaDifferences.Between(SqlServerShape.Of(model), sqlite);

        Assert.Equal(Reasons.Keys.Order(StringComparer.Ordinal), differences);
    }

    [Theory]
    [InlineData("Owner uniqueidentifier null references People (Id)", "Owner uniqueidentifier null references People (Id)")]
    [InlineData(
        "Owner uniqueidentifier null references People (Id)",
        "Owner int null references People (Id)",
        "Things.Owner: uniqueidentifier on SQL Server, int on SQLite")]
    [InlineData(
        "Owner uniqueidentifier null references People (Id)",
        "Owner text not null references People (Id)",
        "Things.Owner: may be null only on SQL Server")]
    [InlineData(
        "Owner uniqueidentifier null references People (Id)",
        "Owner text null references People (Id) on delete cascade",
        "Things: (Owner) references People (Id) on delete cascade: foreign key only on SQLite",
        "Things: (Owner) references People (Id) on delete no action: foreign key only on SQL Server")]
    [InlineData("Size int not null default 1", "Size int not null default 2", "Things.Size: default 1 on SQL Server, 2 on SQLite")]
    [InlineData("Size int not null, unique (Size)", "Size int not null", "Things: unique (Size): key only on SQL Server")]
    [InlineData(
        "Size int not null); create index IX on Things (Size",
        "Size int not null); create index IX on Things (Size desc",
        "Things.IX: (Size) on SQL Server, (Size desc) on SQLite")]
    [InlineData(
        "Size int not null); create index IX on Things (Size",
        "Size int not null); create unique index IX on Things (Size",
        "Things.IX: (Size) on SQL Server, unique (Size) on SQLite")]
    [InlineData(
        "Size int not null); create index IX on Things (Id) include (Size",
        "Size int not null); create index IX on Things (Id, Size")]
    [InlineData(
        "Size int not null); create index IX on Things (Id, Size",
        "Size int not null); create index IX on Things (Size, Id",
        "Things.IX: (Id, Size) on SQL Server, (Size, Id) on SQLite")]
    [InlineData(
        "Size int null); create index IX on Things (Id) where (Size is not null",
        "Size int null); create index IX on Things (Id) where (Size is null",
        "Things.IX: (Id) where size is not null on SQL Server, (Id) where size is null on SQLite")]
    [InlineData(
        "Size int null, Weight bigint null",
        "Size int null, Colour text null",
        "Things.Colour: column only on SQLite",
        "Things.Weight: column only on SQL Server")]
    public async Task A_difference_is_found_and_named(string onSqlServer, string onSqlite, params string[] named)
    {
        const string People = "create table People (Id {0} not null primary key);\ncreate table Things (Id {0} not null primary key, ";
        await using var database = TestDatabase.CreateEmpty();
        await using (var connection = await database.Db.OpenAsync(TestContext.Current.CancellationToken))
        {
            var script = People.Replace("{0}", "text", StringComparison.Ordinal)
                + onSqlite.Replace("uniqueidentifier", "text", StringComparison.Ordinal) + ");";
            await connection.ExecuteAsync(script);
        }

        var there = People.Replace("{0}", "uniqueidentifier", StringComparison.Ordinal) + onSqlServer + ");";
        using var model = new SchemaModel([("0001", there)]);

        var sqlite = await SqliteShape.OfAsync(database.Db, TestContext.Current.CancellationToken);
        Assert.Equal(named, SchemaDifferences.Between(SqlServerShape.Of(model), sqlite));
    }
}
