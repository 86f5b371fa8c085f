import Papa from 'papaparse';
import { heuristics, heuristicTitles, subcases } from '../hans/subcases';
import { labels } from '../nli/label';
import { tally, tallyOf, type Tally } from '../scoring/tally';
import type { HansReport, NliReport, Report } from './report';
