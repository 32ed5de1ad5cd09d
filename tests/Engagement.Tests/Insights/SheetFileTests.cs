using System.IO.Compression;
using System.Text;
using Engagement.Web.Sheets;
using MiniExcelLibs;

namespace Engagement.Tests.Insights;

public sealed class SheetFileTests
{
    private static readonly Sheet Odd = new("odd", "Odd: names/of [sheets]",
        [new("=Name", CellKind.Text), new("Number"), new("Share", CellKind.Percent),
            new("Took", CellKind.Duration), new("When", CellKind.Moment)],
        [
            ["=HYPERLINK(\"http://evil.example\")", 12, 0.25m, 90L,
                new SheetCell(new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero))],
            [new SheetCell(null), new SheetCell(null), new SheetCell(null), new SheetCell(null), new SheetCell(null)],
            ["a \"quoted\", line\nbroken", -3, new SheetCell(null), new SheetCell(null), new SheetCell(null)],
        ]) { Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") };

    [Fact]
    public void A_CSV_says_numbers_plainly_moments_with_their_offset_and_runs_nothing()
    {
        var csv = SheetFile.Csv(Odd);

        Assert.Equal(Encoding.UTF8.Preamble.ToArray(), csv[..3]);
        Assert.Equal(
            "\"'=Name\",Number,Share,Took (seconds),When\r\n"
                + "\"'=HYPERLINK(\"\"http://evil.example\"\")\",12,0.25,90,2026-03-29T03:30:00+02:00\r\n,,,,\r\n"
                + "\"a \"\"quoted\"\", line\nbroken\",-3,,,\r\n",
            Encoding.UTF8.GetString(csv[3..]));
    }

    [Fact]
    public void A_workbook_opens_again_holds_a_sheet_for_each_table_and_no_formula()
    {
        var bytes = SheetFile.Xlsx([Odd, Odd with { Rows = [] }]);

        using var zip = new ZipArchive(new MemoryStream(bytes));
        foreach (var entry in zip.Entries.Where(e => e.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(entry.Open());
            Assert.DoesNotContain("<x:f", reader.ReadToEnd(), StringComparison.Ordinal);
        }

        using var file = new MemoryStream(bytes);
        Assert.Equal(["Odd namesof sheets", "Odd namesof sheets 2"], file.GetSheetNames());
        var rows = file.Query(useHeaderRow: true).Cast<IDictionary<string, object>>().ToList();
        Assert.Equal(3, rows.Count);
        Assert.Equal("'=HYPERLINK(\"http://evil.example\")", rows[0]["'=Name"]);
        Assert.Equal(12d, rows[0]["Number"]);
        Assert.Equal(new DateTime(2026, 3, 29, 3, 30, 0), rows[0]["When"]);
    }
}
