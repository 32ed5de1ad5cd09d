using Engagement.Data;
using Engagement.Tests.Data.TSqlCheck;

namespace Engagement.Tests.Data.Recorded;

/// <summary>A test of the test: faults of each kind are put in, and each must be found by statement, parameter and column.</summary>
public sealed class ExecutionCheckTests
{
    private const string Schema = """
        create table Things (
            Id         uniqueidentifier not null primary key,
            Name       nvarchar(20)     not null,
            Code       varchar(20)      null,
            Other      nvarchar(20) collate Latin1_General_100_BIN2 null,
            At         datetime2(3)     null,
            Price      decimal(6, 2)    null,
            Number     int              null,
            IsOn       bit              null,
            Small      nvarchar(10)     null,
            ById       uniqueidentifier null,
            Bytes      varbinary(4)     null
        );
        create index IX_Things_Code on Things (Code);
        create table Keyed (Name nvarchar(20) not null primary key, Also nvarchar(20) not null);
        create unique index UQ_Keyed_Also on Keyed (Also);
        create table OtherThings (Id uniqueidentifier not null primary key, Name nvarchar(40) not null, Number bigint not null);
        """;

    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private enum Colour
    {
        Red,
    }

    public static TheoryData<string, string, object?, string> Faults => new()
    {
        {
            "a name into an id",
            "update Things set ById = @By",
            new { By = "Kim" },
            "@By is written to Things.ById uniqueidentifier: goes as nvarchar, which is another kind"
        },
        {
            "a key that ends in a space",
            "insert into Keyed (Name, Also) values (@Name, @Also)",
            new { Name = "a ", Also = "b" },
            "@Name is written to Keyed.Name nvarchar(20) not null: ends in a space"
        },
        {
            "a part of a unique index that ends in a space",
            "insert into Keyed (Name, Also) values (@Name, @Also)",
            new { Name = "a", Also = "b " },
            "@Also is written to Keyed.Also nvarchar(20) not null: ends in a space"
        },
        {
            "a key looked for by what ends in a space",
            "select Also from Keyed where Name = @Name",
            new { Name = "a " },
            "@Name is compared with Keyed.Name nvarchar(20) not null: ends in a space"
        },
        {
            "a literal into an id",
            "update Things set ById = 'setup'",
            null,
            "literal setup is written to Things.ById uniqueidentifier: it is no id"
        },
        {
            "a literal through a query",
            "insert into Things (Id, Name, ById) select o.Id, o.Name, 'job' from OtherThings o",
            null,
            "The literal job is written to Things.ById"
        },
        {
            "too long a text",
            "insert into Things (Id, Name) values (@Id, @Name)",
            new { Id = Guid.NewGuid(), Name = new string('x', 21) },
            "@Name is written to Things.Name nvarchar(20) not null: longer"
        },
        {
            "too long through a case",
            "update Things set Small = case when Number = 1 then @Text else coalesce(@Text, Small) end",
            new { Text = "more than ten" },
            "@Text is written to Things.Small nvarchar(10): longer"
        },
        {
            "too long through a derived table",
            "insert into Things (Id, Name) select s.Id, s.N from (select @Id as Id, @Name as N) s",
            new { Id = Guid.NewGuid(), Name = new string('x', 21) },
            "@Name is written to Things.Name"
        },
        {
            "too long through a common table expression",
            "with s as (select @Id as Id, @Name as N) insert into Things (Id, Name) select Id, N from s",
            new { Id = Guid.NewGuid(), Name = new string('x', 21) },
            "@Name is written to Things.Name"
        },
        {
            "too long in a second part of a union",
            "insert into Things (Id, Name) select Id, Name from Things union all select @Id, @Name",
            new { Id = Guid.NewGuid(), Name = new string('x', 21) },
            "@Name is written to Things.Name"
        },
        {
            "too long in one of many rows",
            "insert into Things (Id, Name) values (@Id, @Name)",
            new[] { new { Id = Guid.NewGuid(), Name = "x" }, new { Id = Guid.NewGuid(), Name = new string('x', 21) } },
            "@Name is written to Things.Name"
        },
        {
            "a longer column into a shorter",
            "insert into Things (Id, Name) select Id, Name from OtherThings",
            null,
            "OtherThings.Name nvarchar(40) not null is written to Things.Name"
        },
        { "a longer literal", "update Things set Small = 'elevenchars'", null, "it has 11 characters" },
        { "letters without N", "update Things set Name = 'naïve'", null, "without N" },
        {
            "a time with ticks",
            "update Things set At = @At",
            new { At = new DateTime(Noon.UtcTicks + 1, DateTimeKind.Utc) },
            "@At is written to Things.At datetime2(3): "
        },
        {
            "a time of another type",
            "select Id from Things where At > @At",
            new { At = Noon.UtcDateTime },
            "@At is compared with Things.At datetime2(3): goes as datetime"
        },
        {
            "a time as text",
            "select Id from Things where At > @At",
            new { At = "2026-11-30 12:00:00.000" },
            "@At is compared with Things.At datetime2(3): goes as nvarchar"
        },
        {
            "nvarchar against varchar",
            "select Id from Things where Code = @Code",
            new { Code = "a" },
            "@Code is compared with Things.Code varchar(20): nvarchar against varchar"
        },
        {
            "nvarchar against varchar in an alias and a subquery",
            "select o.Id from OtherThings o where exists (select 1 from Things t where t.Code in (@Code, 'b') and t.Id = o.Id)",
            new { Code = "a" },
            "@Code is compared with Things.Code"
        },
        {
            "text against an id",
            "select Name from Things where Id = @Id",
            new { Id = "3f2504e0-4f89-11d3-9a0c-0305e82c3301" },
            "@Id is compared with Things.Id uniqueidentifier not null: text against an id"
        },
        {
            "an id against text",
            "select Name from Things where Name = @Id",
            new { Id = Guid.Empty },
            "@Id is compared with Things.Name nvarchar(20) not null: goes as uniqueidentifier"
        },
        {
            "an enum against text",
            "select Id from Things where Name = @Colour",
            new { Colour = Colour.Red },
            "@Colour is compared with Things.Name nvarchar(20) not null: goes as int"
        },
        {
            "a number into text",
            "update Things set Name = @Number",
            new { Number = 3 },
            "@Number is written to Things.Name nvarchar(20) not null: goes as int"
        },
        {
            "a wider number than its column",
            "select Id from Things where Number = @Number",
            new { Number = 3L },
            "@Number is compared with Things.Number int: bigint is wider"
        },
        {
            "a number out of range",
            "update Things set Number = @Number",
            new { Number = 3_000_000_000L },
            "@Number is written to Things.Number int: out of the range"
        },
        {
            "two for a bit",
            "update Things set IsOn = @On",
            new { On = 2 },
            "@On is written to Things.IsOn bit: out of the range"
        },
        {
            "a decimal that overflows",
            "update Things set Price = @Price",
            new { Price = 12345.67m },
            "@Price is written to Things.Price decimal(6,2): more digits than its column: overflow"
        },
        {
            "a decimal with a longer tail",
            "update Things set Price = @Price",
            new { Price = 1.234m },
            "@Price is written to Things.Price decimal(6,2): more digits behind the point"
        },
        {
            "a null",
            "update Things set Name = @Name",
            new { Name = (string?)null },
            "@Name is written to Things.Name nvarchar(20) not null: a null"
        },
        {
            "a null literal",
            "insert into Things (Id, Name) values (@Id, null)",
            new { Id = Guid.NewGuid() },
            "it takes no null"
        },
        {
            "too many bytes",
            "update Things set Bytes = @Bytes",
            new { Bytes = new byte[5] },
            "@Bytes is written to Things.Bytes varbinary(4): more bytes"
        },
        {
            "no id among ids",
            "select Name from Things where Id in {ids Ids}",
            new { Ids = """["3f2504e0-4f89-11d3-9a0c-0305e82c3301","kim"]""" },
            "@Ids is taken by openjson nvarchar: $ as openjson.v uniqueidentifier: no id"
        },
        {
            "a longer text in JSON",
            "insert into Things (Id, Name) select newid(), j.N from openjson(@Json) with (N nvarchar(20) '$.n') j",
            new { Json = """[{"n":"a text that has too many"}]""" },
            "$.n as openjson.N nvarchar(20): longer"
        },
        {
            "JSON read longer than its column",
            "insert into Things (Id, Name) select newid(), j.N from openjson(@Json) with (N nvarchar(30) '$.n') j",
            new { Json = "[]" },
            "openjson.N nvarchar(30) is written to Things.Name nvarchar(20) not null, which is shorter"
        },
        {
            "JSON's times with more digits",
            "select 1 from openjson(@Json) with (T datetime2(3) '$[0]') j join Things t on t.At = j.T",
            new { Json = """[["2026-11-30T12:00:00.1234567Z"]]""" },
            "$[0] as openjson.T datetime2(3): more digits"
        },
        {
            "columns of two collations",
            "select t.Id from Things t join OtherThings o on o.Name = t.Other",
            null,
            "have different collations"
        },
        {
            "columns of two kinds",
            "select t.Id from Things t join OtherThings o on o.Number = t.Name",
            null,
            "one is turned into the other"
        },
        {
            "like without escape",
            "select Id from Things where Name like @Like",
            new { Like = "%a%" },
            "like without escape"
        },
        {
            "a parameter that is not given",
            "select Id from Things where Name = @Name",
            new { Nom = "a" },
            "@Name is not given"
        },
        {
            "what is written in output into",
            "declare @t table (Id uniqueidentifier); delete from Things output deleted.Id into @t where Small = @Small and ById = @By",
            new { Small = "a", By = "Kim" },
            "@By is compared with Things.ById uniqueidentifier: text against an id"
        },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_fault_that_only_SQL_Server_shows_is_found_by_its_parameter_and_column(
        string kind, string text, object? args, string expected)
    {
        var problems = new ExecutionCheck(ServerSchema.Read(Schema))
            .Check(Sql.For(text, "select 1"), args).Select(p => p.Problem + p.Example).ToList();

        Assert.True(problems.Exists(p => p.Contains(expected, StringComparison.Ordinal)),
            $"{kind}: expected \"{expected}\", found: {string.Join('\n', problems)}");
    }

    public static TheoryData<string, object?> Right => new()
    {
        {
            "insert into Things (Id, Name, At, Price, Number, IsOn, ById, Bytes) values (@Id, @Name, @At, @Price, @Number, @IsOn, "
                + "@ById, @Bytes)",
            new
            {
                Id = Guid.NewGuid(),
                Name = new string('x', 20),
                At = (DateTimeOffset?)Noon,
                Price = 1234.56m,
                Number = 3,
                IsOn = true,
                ById = (Guid?)null,
                Bytes = new byte[4],
            }
        },
        {
            "insert into Things (Id, Name, At, Bytes) values (@Id, @Name, @At, @Bytes)",
            new { Id = Guid.NewGuid(), Name = "", At = (DateTimeOffset?)null, Bytes = (byte[]?)null }
        },
        {
            "update Things set Name = coalesce(@Name, Name), Number = Number + @Add where Id in {ids Ids} and (@Name is null or "
                + "Name <> @Name)",
            new { Name = (string?)null, Add = 1, Ids = "[]" }
        },
        {
            "select Id from Things where At between @From and @To and Name like @Like escape '~' order by Name {page}",
            new { From = Noon, To = Noon, Like = "%", Take = 3 }
        },
        { "select t.Id from Things t join OtherThings o on o.Name = t.Other collate Latin1_General_100_BIN2", null },
        {
            "update Things set Name = N'naïve', ById = '3f2504e0-4f89-11d3-9a0c-0305e82c3301' where Number = @Number",
            new { Number = 3 }
        },
    };

    [Theory]
    [MemberData(nameof(Right), DisableDiscoveryEnumeration = true)]
    public void What_SQL_Server_takes_is_not_complained_about(string text, object? args) =>
        Assert.Empty(new ExecutionCheck(ServerSchema.Read(Schema))
            .Check(Sql.For(Sql.Portable(text).Text(Dialect.SqlServer), "select 1"), args).Select(p => p.Problem + p.Example));

    [Fact]
    public async Task A_name_written_to_an_id_fails_the_run_although_SQLite_takes_it()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var check = new ExecutionCheck(ServerSchema.Read("""
            create table AppSettings (
                Name nvarchar(100) not null primary key, Value nvarchar(max) not null, UpdatedAt datetime2(3) not null,
                UpdatedBy uniqueidentifier null);
            """));
        RecordedRun.TellInstead(check);

        await database.Db.ExecuteAsync(
            Sql.Portable("insert into AppSettings (Name, Value, UpdatedAt, UpdatedBy) values (@Name, '{}', @Now, @By)"),
            new { Name = "a", Now = Noon, By = "Kim" },
            TestContext.Current.CancellationToken);

        var problem = Assert.Single(check.Problems);
        Assert.Contains("AppSettings.UpdatedBy uniqueidentifier", problem, StringComparison.Ordinal);
        Assert.Contains("'Kim'", problem, StringComparison.Ordinal);
        Assert.Contains(nameof(A_name_written_to_an_id_fails_the_run_although_SQLite_takes_it), problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_that_never_ran_is_named_unless_it_is_listed_with_a_reason()
    {
        var (ran, never, listed, empty) = (Known("Ran"), Known("Never"), Known("Listed"), Known("Empty"));
        var condition = Sql.Portable("Name = @Name");
        var check = new ExecutionCheck(ServerSchema.Read(Schema));
        check.Saw(ran.Sql.Where(condition), new { Name = "a" });

        var problems = NeverRan.Problems(
            NeverRan.Read(["# for readers", "Listed: it waits for a leap second", "Ran: it did not, once", "Empty: ", "Gone: for good"]),
            [ran, never, listed, empty, new KnownStatement("Condition", condition)],
            check.Ran);

        Assert.Equal(
            [
                "Never: no test runs it. Write one, or say why not in never-ran.txt.",
                "Ran: it ran, so it has to leave never-ran.txt.",
                "Gone: never-ran.txt names it, and there is no such statement.",
                "Empty: never-ran.txt gives no reason.",
            ],
            problems);

        static KnownStatement Known(string name) => new(name, Sql.Portable("select Id from Things {where}"));
    }
}
